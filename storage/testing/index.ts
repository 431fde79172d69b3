export { type DatabaseProxy, startDatabaseProxy } from './databaseProxy.ts';
export { type TestDatabase, testDatabase } from './testDatabase.ts';
export { startVersitygw, type TestS3 } from './versitygw.ts';
