import type { Office } from '../office.ts';

export async function listUnits(
  office: Office,
): Promise<{ id: string; name: string; code: string; parentId: string | null }[]> {
  return office.db.selectFrom('office.units').selectAll().orderBy('name').limit(1000).execute();
}
