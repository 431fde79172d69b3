import type { Selectable } from 'kysely';
import { OfficeError } from '../errors.ts';
import type { Database } from '../office.ts';
import type { DocumentFilesTable } from '../tables.ts';

export type DocumentFileRow = Selectable<DocumentFilesTable>;

/** The document has no main file yet. */
export class MainFileMissingError extends OfficeError {
  constructor() {
    super('main-file-missing', 'conflict', 'Văn bản chưa có tệp chính.');
  }
}

/** The latest version of the main file, a PDF. @throws {MainFileMissingError} */
export async function mainFile(db: Database, documentId: string): Promise<DocumentFileRow> {
  const file = await db
    .selectFrom('office.documentFiles')
    .selectAll()
    .where('documentId', '=', documentId)
    .where('role', '=', 'main')
    .orderBy('version', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!file) throw new MainFileMissingError();
  return file;
}
