import type { Selectable } from 'kysely';
import { InputError } from '../errors.ts';
import type { Role } from '../inputs.ts';
import type { Database } from '../office.ts';
import type { UsersTable } from '../tables.ts';
import { roleLabels } from './getAgency.ts';

/** @throws {InputError} when there is no such active person, or without the role */
export async function requirePerson(
  db: Database,
  field: string,
  userId: string,
  role?: Role,
): Promise<Selectable<UsersTable>> {
  const user = await db.selectFrom('office.users').selectAll().where('id', '=', userId).executeTakeFirst();
  if (!user?.active) throw new InputError(field, 'Người được chọn không có trong cơ quan.');
  if (role && !user.roles.includes(role)) {
    throw new InputError(field, `${user.fullName} không phải là «${roleLabels[role]}».`);
  }
  return user;
}

/** @throws {InputError} */
export async function requireUnits(db: Database, field: string, unitIds: readonly string[]): Promise<void> {
  if (unitIds.length === 0) return;
  const found = await db.selectFrom('office.units').select('id').where('id', 'in', unitIds).execute();
  if (found.length !== new Set(unitIds).size) throw new InputError(field, 'Có đơn vị không thuộc cơ quan.');
}
