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
