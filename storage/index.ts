export { createDatabase } from './database/createDatabase.ts';
export {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './database/embeddedPostgres.ts';
export { DatabaseNewerError, DatabaseStartError, MigrationChangedError } from './database/errors.ts';
export { type Migration, migrate } from './database/migrate.ts';
export { openDatabase } from './database/openDatabase.ts';
export { freePort } from './database/ports.ts';
export { openSession, type Session, type SessionOptions } from './database/session.ts';
export { isWritable, jsonText, writable } from './database/writable.ts';
export { FileCorruptError, FileMissingError, FileNameError, TooLargeError } from './files/errors.ts';
export type { FileStore, StoredFile } from './files/fileStore.ts';
export { localFileStore } from './files/localFileStore.ts';
