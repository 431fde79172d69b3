import type { ResponseFor } from '@congvan/exchange';
import { sql } from 'kysely';
import type { DocumentRow } from '../documents/documentRow.ts';
import type { Trx } from '../office.ts';

/** The outgoing document of ours that a packet refers to by its number, notation and date. */
export async function findIssued(
  trx: Trx,
  { code, promulgationDate }: Pick<ResponseFor, 'code' | 'promulgationDate'>,
): Promise<Pick<DocumentRow, 'id'> | undefined> {
  const [, number, notation] = /^0*(\d{1,7})\/(.+)$/.exec(code.trim()) ?? [];
  if (!number || !notation) return undefined;
  return trx
    .selectFrom('office.documents')
    .select('id')
    .where('direction', '=', 'outgoing')
    .where(sql`extract(year from issued_date)`, '=', Number(promulgationDate.slice(0, 4)))
    .where('notation', '=', notation)
    .where('number', '=', Number(number))
    .executeTakeFirst();
}
