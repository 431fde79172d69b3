import type { Database, Office } from '../office.ts';
import { PersonSignatureMissingError } from './errors.ts';
import { reportOn } from './reportOn.ts';

/** The field that holds the competent person's signature; a plug-in names it as it likes. */
export async function personField(db: Database, documentId: string): Promise<string> {
  const row = await db
    .selectFrom('office.signatures')
    .select('field')
    .where('documentId', '=', documentId)
    .where('part', '=', 'person')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.field ?? 'person';
}

/** Decree 30, art. 32.2. @throws {PersonSignatureMissingError} when it is missing or not valid */
export async function requirePersonSignature(
  office: Office,
  documentId: string,
  sha256: string,
): Promise<void> {
  const field = await personField(office.db, documentId);
  const report = await reportOn(office, sha256);
  const person = report.signatures.find((signature) => signature.field === field);
  if (!person) throw new PersonSignatureMissingError('văn bản chưa có chữ ký số của người có thẩm quyền.');
  if (person.verdict !== 'valid') throw new PersonSignatureMissingError(person.sentence);
}
