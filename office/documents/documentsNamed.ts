import { sql } from 'kysely';
import { z } from 'zod';
import type { Office } from '../office.ts';

const MAX_FOUND = 200;

/**
 * The documents that somebody names by an id, a label «2225/TTr-STTTT», or a number or arrival number; for what is not
 * the document itself, so nobody's right to read it is asked. @returns undefined for what names no document
 */
export function documentsNamed({ db }: Pick<Office, 'db'>, name: string) {
  const documents = db.selectFrom('office.documents').select(['id', 'processInstanceKey']).limit(MAX_FOUND);
  if (z.uuid().safeParse(name).success) return documents.where('id', '=', name);
  const [, digits, notation] = /^0*(\d{1,9})(?:\s*\/\s*(\S+))?$/.exec(name) ?? [];
  if (!digits) return undefined;
  const number = Number(digits);
  // The words of the label narrow the search to few documents; their columns say which of them bear it.
  const labelled = documents.where(
    sql<boolean>`search @@ plainto_tsquery('simple', ${`${number} ${notation ?? ''}`})`,
  );
  return notation
    ? labelled.where('number', '=', number).where(sql`lower(notation)`, '=', notation.toLowerCase())
    : labelled.where(({ or, eb }) => or([eb('number', '=', number), eb('arrivalNumber', '=', number)]));
}
