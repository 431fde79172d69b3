import type { Office } from '../office.ts';

/** The address book of agencies; `electronic`: reached over the exchange, otherwise on paper. */
export async function listPartners(
  office: Office,
): Promise<{ organId: string; name: string; electronic: boolean }[]> {
  const rows = await office.db
    .selectFrom('office.agencies')
    .selectAll()
    .orderBy('name')
    .limit(10_000)
    .execute();
  return rows.map(({ organId, name, endpoint }) => ({ organId, name, electronic: endpoint !== null }));
}
