export { type TestDatabase, testDatabase } from './testDatabase.ts';
export { startVersitygw, type TestS3 } from './versitygw.ts';
