import type { Database } from '../office.ts';

export interface ShownPerson {
  id: string;
  fullName: string;
  position: string;
}

/** People as others see them, by id; ids that are null or unknown are left out. */
export async function shownPeople(
  db: Database,
  ids: readonly (string | null | undefined)[],
): Promise<Map<string, ShownPerson>> {
  const wanted = [...new Set(ids.filter((id) => !!id))] as string[];
  if (wanted.length === 0) return new Map();
  const rows = await db
    .selectFrom('office.users')
    .select(['id', 'fullName', 'position'])
    .where('id', 'in', wanted)
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}
