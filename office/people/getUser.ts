import type { Role } from '../inputs.ts';
import type { Office } from '../office.ts';
import { keyHolders } from '../signing/signingKeys.ts';

export interface UserView {
  id: string;
  username: string;
  fullName: string;
  position: string;
  unit: { id: string; name: string } | null;
  roles: Role[];
  hasCertificate: boolean;
}

/** The person signed in, as they see themselves. */
export async function getUser(office: Office, userId: string): Promise<UserView | undefined> {
  const user = await office.db
    .selectFrom('office.users as u')
    .leftJoin('office.units as n', 'n.id', 'u.unitId')
    .select([
      'u.id',
      'u.username',
      'u.fullName',
      'u.position',
      'u.roles',
      'n.id as unitId',
      'n.name as unitName',
    ])
    .where('u.id', '=', userId)
    .executeTakeFirst();
  if (!user) return undefined;
  const { unitId, unitName, ...rest } = user;
  const holders = await keyHolders(office.db);
  return {
    ...rest,
    unit: unitId ? { id: unitId, name: unitName! } : null,
    hasCertificate: holders.has(user.id),
  };
}
