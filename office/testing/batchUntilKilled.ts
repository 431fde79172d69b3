// A server that signs a batch, for a test that kills it: its office is described by the JSON in the first argument.
import { openDocumentPool, openSigningPool } from '@congvan/signing';
import { localFileStore, openDatabase } from '@congvan/storage';
import {
  findActor,
  keptKeysOnly,
  type Office,
  officeDatabase,
  signingBatches,
  systemClock,
} from '../index.ts';
import type { OfficeTables } from '../tables.ts';
import { TEST_SECRET } from './testSecret.ts';

const { databaseUrl, folder, timestampUrls, userId, batch } = JSON.parse(process.argv[2]!);
const documents = openDocumentPool();
const office = {
  db: officeDatabase(openDatabase<OfficeTables>(databaseUrl, { max: 5 })),
  files: localFileStore({ folder }),
  clock: systemClock,
  sign: openSigningPool({ documents }).sign,
  documents,
  signing: { trustedRoots: [], timestampUrls },
  keys: keptKeysOnly(TEST_SECRET),
} as unknown as Office;
const actor = await findActor(office, userId, null);
await signingBatches(office, { onError: console.error }).start(actor!, batch);
