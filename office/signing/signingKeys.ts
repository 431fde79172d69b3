import type { Selectable } from 'kysely';
import { OfficeError } from '../errors.ts';
import type { Database } from '../office.ts';
import type { SigningKeysTable } from './tables.ts';

export type SigningKeyRow = Selectable<SigningKeysTable>;

/** The person, or the agency, has no key to sign with. */
export class SigningKeyMissingError extends OfficeError {
  constructor(owner: 'person' | 'agency') {
    super(
      'signing-key-missing',
      'conflict',
      owner === 'person' ? 'Anh/chị chưa có chứng thư số để ký.' : 'Cơ quan chưa có chứng thư số để ký.',
    );
  }
}

/** @param userId null: the agency's key */
export async function findKey(db: Database, userId: string | null): Promise<SigningKeyRow | undefined> {
  return db
    .selectFrom('office.signingKeys')
    .selectAll()
    .where('replacedAt', 'is', null)
    .where('userId', userId === null ? 'is' : '=', userId)
    .executeTakeFirst();
}

/** @param userId null: the agency's key. @throws {SigningKeyMissingError} */
export async function currentKey(db: Database, userId: string | null): Promise<SigningKeyRow> {
  const key = await findKey(db, userId);
  if (!key) throw new SigningKeyMissingError(userId === null ? 'agency' : 'person');
  return key;
}

/** Ids of the people who have a key. */
export async function keyHolders(db: Database): Promise<Set<string>> {
  const rows = await db
    .selectFrom('office.signingKeys')
    .select('userId')
    .where('replacedAt', 'is', null)
    .where('userId', 'is not', null)
    .execute();
  return new Set(rows.map(({ userId }) => userId!));
}
