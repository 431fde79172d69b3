import { sql } from 'kysely';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import type { Office } from '../office.ts';
import { auditingDenial, authorize } from '../useCase.ts';

export const instancesOfDocumentsInput = z.string().trim().min(1).max(200);

const MAX_FOUND = 200;

/**
 * Keys of the instances that work on a document named by its id, its label «2225/TTr-STTTT», or its number or arrival
 * number. An admin learns nothing else of the document.
 */
export async function instancesOfDocuments(
  office: Office,
  actor: Actor,
  input: z.input<typeof instancesOfDocumentsInput>,
): Promise<string[]> {
  const name = instancesOfDocumentsInput.parse(input);
  await auditingDenial(office, actor, {}, async () => authorize(actor, 'process.manage'));
  const query = documentsNamed(office, name);
  const rows = (await query?.execute()) ?? [];
  return rows.flatMap(({ processInstanceKey }) => processInstanceKey ?? []);
}

export function documentsNamed({ db }: Pick<Office, 'db'>, name: string) {
  const documents = db
    .selectFrom('office.documents')
    .select('processInstanceKey')
    .where('processInstanceKey', 'is not', null)
    .limit(MAX_FOUND);
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
