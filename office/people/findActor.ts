import type { Person } from '../actor.ts';
import type { Office } from '../office.ts';

/** The person of a session; undefined once they no longer work here. */
export async function findActor(
  office: Office,
  userId: string,
  ip: string | null,
): Promise<Person | undefined> {
  const user = await office.db
    .selectFrom('office.users')
    .select(['id', 'unitId', 'roles'])
    .where('id', '=', userId)
    .where('active', '=', true)
    .executeTakeFirst();
  return user && { kind: 'person', id: user.id, unitId: user.unitId, roles: user.roles, ip };
}
