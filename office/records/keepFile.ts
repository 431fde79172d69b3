import { randomUUID } from 'node:crypto';
import type { Office, Trx } from '../office.ts';
import type { DocumentFilesTable } from '../tables.ts';

/** A file whose bytes lie in the file store already. */
export interface StoredUpload {
  role: DocumentFilesTable['role'];
  name: string;
  mediaType: string;
  sha256: string;
  size: number;
}

/** Adds a version of a document's file; earlier ones are kept. The document's row is locked by the caller. */
export async function keepFile(
  { clock }: Pick<Office, 'clock'>,
  trx: Trx,
  documentId: string,
  file: StoredUpload,
  createdBy: string | null,
): Promise<{ id: string; version: number }> {
  const latest = await trx
    .selectFrom('office.documentFiles')
    .select((select) => select.fn.max('version').as('version'))
    .where('documentId', '=', documentId)
    .where('role', '=', file.role)
    .$if(file.role === 'attachment', (query) => query.where('name', '=', file.name))
    .executeTakeFirst();
  const id = randomUUID();
  const version = (latest?.version ?? 0) + 1;
  await trx
    .insertInto('office.documentFiles')
    .values({ id, documentId, ...file, version, createdBy, createdAt: clock.now() })
    .execute();
  return { id, version };
}

/** Puts bytes into the file store. Outside any transaction: what is not referred to later is only unreachable. */
export async function storeFile(
  { files }: Pick<Office, 'files'>,
  file: Omit<StoredUpload, 'sha256' | 'size'>,
  content: Uint8Array,
): Promise<StoredUpload> {
  return { ...file, ...(await files.put(content)) };
}
