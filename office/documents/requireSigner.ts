import { OfficeError } from '../errors.ts';
import type { Database, Trx } from '../office.ts';
import type { DocumentRow } from './documentRow.ts';

/** Whoever is to sign the draft may not sign in any more: it goes back to its drafter, who names somebody else. */
export class SignerLockedError extends OfficeError {
  constructor(fullName: string) {
    super(
      'signer-locked',
      'conflict',
      `Người ký «${fullName}» đã bị khóa, không ký được nữa; hãy trả lại dự thảo để chọn người ký khác.`,
    );
  }
}

/** @throws {SignerLockedError} */
export async function requireSigner(db: Database | Trx, { signerId }: DocumentRow): Promise<void> {
  if (signerId === null) return;
  const { active, fullName } = await db
    .selectFrom('office.users')
    .select(['active', 'fullName'])
    .where('id', '=', signerId)
    .executeTakeFirstOrThrow();
  if (!active) throw new SignerLockedError(fullName);
}
