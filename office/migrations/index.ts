import { type Migration, migrate } from '@congvan/storage';
import type { Kysely } from 'kysely';
import { facts } from './001-facts.sql.ts';
import { outboxPolled } from './002-outbox-polled.sql.ts';
import { filesOfADocument } from './003-files-of-a-document.sql.ts';
import { capacityOfTheSigner } from './004-capacity-of-the-signer.sql.ts';
import { packetsByDocument } from './005-packets-by-document.sql.ts';
import { trustLists } from './006-trust-lists.sql.ts';
import { preservation } from './007-preservation.sql.ts';
import { signingInTheBrowser } from './008-signing-in-the-browser.sql.ts';
import { monitoring } from './009-monitoring.sql.ts';
import { keysInAModule } from './010-keys-in-a-module.sql.ts';
import { auditLookedThrough } from './011-audit-looked-through.sql.ts';
import { documentsByTypeAndDay } from './012-documents-by-type-and-day.sql.ts';
import { delegations } from './013-delegations.sql.ts';
import { confirmations } from './014-confirmations.sql.ts';
import { remoteSigning } from './015-remote-signing.sql.ts';
import { searchWithoutAccents } from './016-search-without-accents.sql.ts';
import { documentsNotTaken } from './017-documents-not-taken.sql.ts';

const migrations: readonly Migration[] = [
  { name: '001-facts', sql: facts },
  { name: '002-outbox-polled', sql: outboxPolled },
  { name: '003-files-of-a-document', sql: filesOfADocument },
  { name: '004-capacity-of-the-signer', sql: capacityOfTheSigner },
  { name: '005-packets-by-document', sql: packetsByDocument },
  { name: '006-trust-lists', sql: trustLists },
  { name: '007-preservation', sql: preservation },
  { name: '008-signing-in-the-browser', sql: signingInTheBrowser },
  { name: '009-monitoring', sql: monitoring },
  { name: '010-keys-in-a-module', sql: keysInAModule },
  { name: '011-audit-looked-through', sql: auditLookedThrough },
  { name: '012-documents-by-type-and-day', sql: documentsByTypeAndDay },
  { name: '013-delegations', sql: delegations },
  { name: '014-confirmations', sql: confirmations },
  { name: '015-remote-signing', sql: remoteSigning },
  { name: '016-search-without-accents', sql: searchWithoutAccents },
  { name: '017-documents-not-taken', sql: documentsNotTaken },
];

/** Brings the schema `office` up to date; every process that opens the office calls it first. */
export async function migrateOffice<Tables>(db: Kysely<Tables>): Promise<void> {
  await migrate(db, { schema: 'office', migrations });
}
