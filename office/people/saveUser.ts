import { randomUUID } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { id, line, role } from '../inputs.ts';
import type { Database, Office } from '../office.ts';
import type { UsersTable } from '../tables.ts';
import { authorize, inTransaction } from '../useCase.ts';
import { LastAdminError, UserNotFoundError, UsernameTakenError } from './errors.ts';
import { requireUnits } from './requirePerson.ts';

export const saveUserInput = z.object({
  id: id.optional(),
  username: z
    .string()
    .trim()
    .toLowerCase()
    .regex(/^[a-z0-9][a-z0-9._@-]{0,99}$/),
  fullName: line,
  position: line,
  unitId: id.nullable().default(null),
  roles: z.array(role).min(1).max(6),
  /** false: locked. They are signed out at once, and what they have done stays. */
  active: z.boolean().default(true),
  /** argon2id, in PHC form; absent: the password stays as it is. */
  passwordHash: z.string().startsWith('$argon2id$').max(300).optional(),
});

type User = Omit<z.output<typeof saveUserInput>, 'id'>;

/**
 * Adds a person, or changes the one with this id; only the office itself gives ids. What was changed is in the audit
 * trail, never the password. @throws {UsernameTakenError | UserNotFoundError | LastAdminError | InputError}
 */
export async function saveUser(
  office: Office,
  actor: Actor,
  input: z.input<typeof saveUserInput>,
): Promise<{ id: string }> {
  const { id: given, ...user } = saveUserInput.parse(input);
  const userId = given ?? randomUUID();
  return inTransaction(office, actor, {}, async (trx) => {
    authorize(actor, 'agency.manage');
    if (user.unitId) await requireUnits(trx, 'unitId', [user.unitId]);
    await requireFreeName(trx, userId, user.username);
    // Locked, so that two admins cannot lock each other at the same moment.
    const people = await trx
      .selectFrom('office.users')
      .selectAll()
      .where(({ or, eb }) => or([eb('id', '=', userId), sql<boolean>`'admin' = any(roles)`]))
      .orderBy('id')
      .forUpdate()
      .execute();
    const before = people.find((person) => person.id === userId);
    if (given && !before && actor.kind === 'person') throw new UserNotFoundError(given);
    const others = people.filter((person) => person.id !== userId && isAdmin(person));
    if (before && isAdmin(before) && !isAdmin(user) && others.length === 0) throw new LastAdminError();
    await trx
      .insertInto('office.users')
      .values({ id: userId, ...user })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(user))
      .execute();
    const { username } = user;
    const changed = before ? changes(before, user) : { created: true, roles: user.roles };
    await writeAudit(office, trx, actor, { action: 'user.save', details: { userId, username, changed } });
    return { id: userId };
  });
}

const isAdmin = ({ roles, active }: Pick<User, 'roles' | 'active'>) => active && roles.includes('admin');

async function requireFreeName(db: Database, userId: string, username: string): Promise<void> {
  const other = await db
    .selectFrom('office.users')
    .select('id')
    .where('username', '=', username)
    .where('id', '<>', userId)
    .executeTakeFirst();
  if (other) throw new UsernameTakenError(username);
}

/** What is set to what; of a password only that it was. */
function changes(before: Selectable<UsersTable>, { passwordHash, ...user }: User): Record<string, unknown> {
  const changed = Object.entries(user).filter(
    ([field, value]) => JSON.stringify(before[field as keyof typeof user]) !== JSON.stringify(value),
  );
  return { ...Object.fromEntries(changed), ...(passwordHash !== undefined && { password: true }) };
}
