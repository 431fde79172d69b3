import type { DocumentPool, Pkcs11Module, SigningPool } from '@congvan/signing';
import type { FileStore } from '@congvan/storage';
import { CamelCasePlugin, type Kysely, type Transaction } from 'kysely';
import type { EnginePort } from './engine.ts';
import type { RemoteNotices } from './signing/keys/remoteNotices.ts';
import type { OfficeTables } from './tables.ts';

export type Database = Kysely<OfficeTables>;
export type Trx = Transaction<OfficeTables>;

/** Where a use case gets its time from, so that tests and simulations can tell it. */
export interface Clock {
  now(): Date;
}

export const systemClock: Clock = { now: () => new Date() };

/** Everything that use cases work with. `server/main.ts` makes it; nothing in it knows of HTTP. */
export interface Office {
  /** Opened by `officeDatabase`. */
  db: Database;
  files: FileStore;
  engine: EnginePort;
  clock: Clock;
  /** Signs a PDF as `signPdf` does, outside of this thread; a key that lives elsewhere is asked from it. */
  sign: SigningPool['sign'];
  /** Validate a PDF and read a trust list, as `validatePdf` and `readTrustFile` do, in threads of their own. */
  validate: DocumentPool['validate'];
  readTrust: DocumentPool['readTrust'];
  /** What else takes long on a large document, in the same threads. */
  documents: Pick<
    DocumentPool,
    'findPlaces' | 'findText' | 'prepare' | 'fill' | 'begin' | 'finish' | 'extend' | 'acceptSigned'
  >;
  signing: SigningOptions;
  keys: KeyOptions;
}

export interface SigningOptions {
  /** Certificate authorities that are trusted, DER. */
  trustedRoots: Uint8Array[];
  /** Timestamp authorities, tried in order. */
  timestampUrls: string[];
}

/** What keys beside those kept here need. */
export interface KeyOptions {
  /** 32 bytes; seals what the office keeps of remote keys. */
  secret: Uint8Array;
  /** Remote signing services (CSC API v2) that a key may be at, up to and without `/csc/v2`. */
  services: string[];
  /** As what this office is known to services whose access tokens end and are refreshed. */
  clients: RemoteClient[];
  notices: RemoteNotices;
  /** An HSM, or a token in the server's own machine; null: there is none. */
  module: Pkcs11Module | null;
  /** Where the signer's plug-in listens, as their browser sees it: `wss://127.0.0.1:8987`. */
  pluginUrl: string;
  /** The address of this office, as the signer's machine sees it. */
  publicUrl: string;
}

/** Registered with a service's authorization server (OAuth 2.0). */
export interface RemoteClient {
  /** One of `services`. */
  serviceUrl: string;
  tokenUrl: string;
  clientId: string;
  clientSecret: string;
}

const camelCase = new CamelCasePlugin({ maintainNestedObjectKeys: true });

/** Gives the office's view of a connection: columns are snake_case in the database and camelCase in code. */
export function officeDatabase<Tables>(db: Kysely<Tables>): Database {
  return db.withPlugin(camelCase) as unknown as Database;
}

/** The same for a transaction that another room has opened. */
export function officeTransaction<Tables>(trx: Transaction<Tables>): Trx {
  return trx.withPlugin(camelCase) as unknown as Trx;
}
