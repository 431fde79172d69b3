import type { Database } from '../office.ts';
import type { DocumentFileRow } from './mainFile.ts';

/** The latest version of each file of a document: the main one first, then its source, then the attachments. */
export async function latestFiles(db: Database, documentId: string): Promise<DocumentFileRow[]> {
  const files = await db
    .selectFrom('office.documentFiles')
    .selectAll()
    .where('documentId', '=', documentId)
    .orderBy('version', 'desc')
    .execute();
  const latest = new Map<string, DocumentFileRow>();
  for (const file of files) {
    const key = keyOf(file);
    if (!latest.has(key)) latest.set(key, file);
  }
  const order = ['main', 'source', 'attachment'];
  return [...latest.values()].sort(
    (a, b) => order.indexOf(a.role) - order.indexOf(b.role) || a.name.localeCompare(b.name, 'vi'),
  );
}

/** A document has one main file and one source, whatever they are called, and attachments by name. */
export const keyOf = ({ role, name }: Pick<DocumentFileRow, 'role' | 'name'>): string =>
  role === 'attachment' ? `attachment ${name}` : role;
