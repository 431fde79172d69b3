import { sql } from 'kysely';
import { z } from 'zod';
import { id, type Role, role } from '../inputs.ts';
import type { Database, Office } from '../office.ts';
import { keyHolders } from '../signing/signingKeys.ts';

export const searchPeopleInput = z.object({ role: role.optional(), unitId: id.optional() });

export interface PersonRow {
  id: string;
  fullName: string;
  position: string;
  unit: { id: string; name: string } | null;
  roles: Role[];
  hasCertificate: boolean;
}

/** Active people of the agency, by role and unit; at most 500. */
export async function searchPeople(
  office: Office,
  input: z.input<typeof searchPeopleInput>,
): Promise<PersonRow[]> {
  const { role: wanted, unitId } = searchPeopleInput.parse(input);
  const rows = await peopleOf(office.db)
    .where('u.active', '=', true)
    .$if(!!wanted, (query) => query.where(sql<boolean>`${wanted} = any(u.roles)`))
    .$if(!!unitId, (query) => query.where('u.unitId', '=', unitId!))
    .orderBy('u.fullName')
    .limit(500)
    .execute();
  return presentPeople(office.db, rows);
}

/** People with their units, to be narrowed. */
export const peopleOf = (db: Database) =>
  db
    .selectFrom('office.users as u')
    .leftJoin('office.units as n', 'n.id', 'u.unitId')
    .select(['u.id', 'u.fullName', 'u.position', 'u.roles', 'n.id as unitId', 'n.name as unitName']);

/** Rows of `peopleOf`, and what else was selected, as they are shown. */
export async function presentPeople<
  Row extends { id: string; unitId: string | null; unitName: string | null },
>(db: Database, rows: readonly Row[]) {
  const holders = await keyHolders(db);
  return rows.map(({ unitId, unitName, ...person }) => ({
    ...person,
    unit: unitId ? { id: unitId, name: unitName! } : null,
    hasCertificate: holders.has(person.id),
  }));
}
