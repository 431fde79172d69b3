import type { Office } from '@congvan/office';

/** Which documents instances work on. */
export async function documentsOf({ db }: Office, instanceKeys: readonly string[]) {
  if (instanceKeys.length === 0) return new Map<string, never>();
  const rows = await db
    .selectFrom('office.documents')
    .select(['id', 'number', 'notation', 'processInstanceKey'])
    .where('processInstanceKey', 'in', instanceKeys)
    .execute();
  return new Map(rows.map((row) => [row.processInstanceKey!, row]));
}
