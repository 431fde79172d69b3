import { exchangeMigrations, exchangeSchema } from '@congvan/exchange';
import {
  type EnginePort,
  type KeyOptions,
  keptKeysOnly,
  migrateOffice,
  type Office,
  officeDatabase,
  systemClock,
} from '@congvan/office';
import { openDocumentPool, openSigningPool } from '@congvan/signing';
import { type FileStore, migrate, openDatabase } from '@congvan/storage';
import type { Kysely } from 'kysely';
import { migrations } from '../session/migrations.ts';
import type { SessionTables } from '../session/tables.ts';

export interface OpenOffice {
  office: Office;
  /** The same connections, as the server's own tables see them. */
  db: Kysely<SessionTables>;
  /** Ends the threads and the connections; nobody may be at work any more. */
  close(): Promise<void>;
}

export interface OfficeParts {
  databaseUrl: string;
  files: FileStore;
  trustedRoots: Uint8Array[];
  timestampUrls: string[];
  /** Absent while nobody signs. */
  keys?: KeyOptions;
  /** Absent while facts are loaded before the engine runs: nothing is delivered then. */
  engine?: EnginePort;
  /** Threads for documents that wait for the first one; none unless said. */
  keptThreads?: number;
}

/** Opens the database, brings every schema up to date, and puts the office together. */
export async function openOffice(parts: OfficeParts): Promise<OpenOffice> {
  const db = openDatabase<SessionTables>(parts.databaseUrl, { max: 20 });
  await migrate(db, { schema: exchangeSchema, migrations: exchangeMigrations });
  await migrateOffice(db);
  await migrate(db, { schema: 'server', migrations });
  const {
    files,
    trustedRoots,
    timestampUrls,
    engine = noEngine,
    keys = keptKeysOnly(new Uint8Array()),
  } = parts;
  const documents = openDocumentPool({ kept: parts.keptThreads ?? 0 });
  const signing = openSigningPool({ documents });
  const office: Office = {
    db: officeDatabase(db),
    files,
    engine,
    clock: systemClock,
    sign: signing.sign,
    validate: documents.validate,
    readTrust: documents.readTrust,
    documents,
    signing: { trustedRoots, timestampUrls },
    keys,
  };
  const close = async () => {
    await Promise.all([signing.close(), documents.close()]);
    await db.destroy();
  };
  return { office, db, close };
}

const notRunning = () => Promise.reject(new Error('The engine does not run while facts are loaded'));
const noEngine: EnginePort = {
  publishMessage: notRunning,
  completeJob: notRunning,
  cancelProcessInstance: notRunning,
  createProcessInstance: notRunning,
  evaluateDecision: notRunning,
  deployResources: notRunning,
  deleteResource: notRunning,
  resolveIncident: notRunning,
  updateJobRetries: notRunning,
  setVariables: notRunning,
  modifyProcessInstance: notRunning,
  migrateProcessInstance: notRunning,
};
