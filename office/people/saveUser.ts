import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { id, line, role } from '../inputs.ts';
import type { Office } from '../office.ts';
import { authorize, inTransaction } from '../useCase.ts';

export const saveUserInput = z.object({
  id: id.optional(),
  username: z.string().trim().toLowerCase().min(1).max(100),
  fullName: line,
  position: line,
  unitId: id.nullable().default(null),
  roles: z.array(role).min(1).max(6),
  active: z.boolean().default(true),
  /** argon2id, in PHC form; absent: the password stays as it is. */
  passwordHash: z.string().startsWith('$argon2id$').max(300).optional(),
});

/** Adds a person, or changes the one with this id. */
export async function saveUser(
  office: Office,
  actor: Actor,
  input: z.input<typeof saveUserInput>,
): Promise<{ id: string }> {
  const { id: given, ...user } = saveUserInput.parse(input);
  const userId = given ?? randomUUID();
  return inTransaction(office, actor, {}, async (trx) => {
    authorize(actor, 'agency.manage');
    await trx
      .insertInto('office.users')
      .values({ id: userId, ...user })
      .onConflict((conflict) => conflict.column('id').doUpdateSet(user))
      .execute();
    const { username, roles, active } = user;
    await writeAudit(office, trx, actor, {
      action: 'user.save',
      details: { userId, username, roles, active },
    });
    return { id: userId };
  });
}
