import { sql } from 'kysely';
import { z } from 'zod';
import { id, type Role, role } from '../inputs.ts';
import type { Office } from '../office.ts';
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
  const rows = await office.db
    .selectFrom('office.users as u')
    .leftJoin('office.units as n', 'n.id', 'u.unitId')
    .select(['u.id', 'u.fullName', 'u.position', 'u.roles', 'n.id as unitId', 'n.name as unitName'])
    .where('u.active', '=', true)
    .$if(!!wanted, (query) => query.where(sql<boolean>`${wanted} = any(u.roles)`))
    .$if(!!unitId, (query) => query.where('u.unitId', '=', unitId!))
    .orderBy('u.fullName')
    .limit(500)
    .execute();
  const holders = await keyHolders(office.db);
  return rows.map(({ unitId: of, unitName, ...person }) => ({
    ...person,
    unit: of ? { id: of, name: unitName! } : null,
    hasCertificate: holders.has(person.id),
  }));
}
