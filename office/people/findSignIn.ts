import type { Office } from '../office.ts';

/** What signing in compares the password with; undefined when there is no such active person. */
export async function findSignIn(
  office: Office,
  username: string,
): Promise<{ userId: string; passwordHash: string } | undefined> {
  const user = await office.db
    .selectFrom('office.users')
    .select(['id', 'passwordHash'])
    .where('username', '=', username.trim().toLowerCase())
    .where('active', '=', true)
    .executeTakeFirst();
  return user?.passwordHash ? { userId: user.id, passwordHash: user.passwordHash } : undefined;
}
