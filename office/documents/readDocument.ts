import type { Person } from '../actor.ts';
import type { Database, Office } from '../office.ts';
import { auditingDenial, authorize } from '../useCase.ts';
import { type DocumentRow, findDocument } from './documentRow.ts';

/**
 * A document that this person may read.
 * @throws {DocumentNotFoundError} {@link ForbiddenError}, which is audited
 */
export async function readDocument(office: Office, actor: Person, documentId: string): Promise<DocumentRow> {
  const document = await findDocument(office.db, documentId);
  const readers = await readersOf(office.db, documentId);
  await auditingDenial(office, actor, { documentId }, async () =>
    authorize(actor, 'document.read', { document, readers }),
  );
  return document;
}

async function readersOf(db: Database, documentId: string): Promise<string[]> {
  const rows = await db
    .selectFrom('office.documentReaders')
    .select('principal')
    .where('documentId', '=', documentId)
    .execute();
  return rows.map(({ principal }) => principal);
}
