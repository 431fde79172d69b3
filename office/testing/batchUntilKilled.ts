// A server that signs a batch, for a test that kills it: its office is described by the JSON in the first argument.
import { openDocumentPool, openSigningPool } from '@congvan/signing';
import { localFileStore, openDatabase } from '@congvan/storage';
import { findActor, type Office, officeDatabase, signingBatches, systemClock } from '../index.ts';
import type { OfficeTables } from '../tables.ts';

const { databaseUrl, folder, timestampUrls, userId, batch } = JSON.parse(process.argv[2]!);
const office = {
  db: officeDatabase(openDatabase<OfficeTables>(databaseUrl, { max: 5 })),
  files: localFileStore({ folder }),
  clock: systemClock,
  sign: openSigningPool().sign,
  documents: openDocumentPool(),
  signing: { trustedRoots: [], timestampUrls },
} as unknown as Office;
const actor = await findActor(office, userId, null);
await signingBatches(office, { onError: console.error }).start(actor!, batch);
