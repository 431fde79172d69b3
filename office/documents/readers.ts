import type { Trx } from '../office.ts';

/** Opens a document to principals; to those who have it already, nothing changes. */
export async function openTo(
  trx: Trx,
  documentId: string,
  ...principals: (string | null | undefined)[]
): Promise<void> {
  const rows = [...new Set(principals.filter((principal) => !!principal))].map((principal) => ({
    documentId,
    principal: principal!,
  }));
  if (rows.length === 0) return;
  await trx
    .insertInto('office.documentReaders')
    .values(rows)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
