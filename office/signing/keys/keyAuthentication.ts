import { type CredentialAsks, cscChallenge, cscKey } from '@congvan/signing';
import { z } from 'zod';
import type { Person } from '../../actor.ts';
import { writeAudit } from '../../audit/writeAudit.ts';
import { id } from '../../inputs.ts';
import type { Office } from '../../office.ts';
import { CodeTooSoonError, KeyKindError, refusing } from '../errors.ts';
import type { SigningKeyRow } from '../signingKeys.ts';
import { usableKey } from './myKeys.ts';
import { accountOf } from './remoteKey.ts';

const AGAIN_MS = 30_000;

export const keyAuthenticationInput = z.object({ keyId: id });
type KeyAuthenticationInput = z.input<typeof keyAuthenticationInput>;

/** What a remote key asks its signer for, as the service says now. @throws {SigningRefusedError} when it cannot sign */
export async function keyAuthentication(
  office: Office,
  actor: Person,
  input: KeyAuthenticationInput,
): Promise<CredentialAsks> {
  const row = await remoteRow(office, actor, input);
  const { asks } = await refusing(() =>
    cscKey({ ...accountOf(office, row), credentialId: row.credentialId! }),
  );
  return asks;
}

/**
 * Has the service send the signer a code, at most every half minute.
 * @returns questions to answer in place of a code, as the service words them
 * @throws {CodeTooSoonError} {@link SigningRefusedError}
 */
export async function sendKeyCode(
  office: Office,
  actor: Person,
  input: KeyAuthenticationInput,
): Promise<{ questions: string[]; againAt: string }> {
  const row = await remoteRow(office, actor, input);
  const now = office.clock.now();
  const { last } = await office.db
    .selectFrom('office.audit')
    .select((select) => select.fn.max('at').as('last'))
    .where('actorId', '=', actor.id)
    .where('action', '=', 'key.sendCode')
    .executeTakeFirstOrThrow();
  const left = last === null ? 0 : last.getTime() + AGAIN_MS - now.getTime();
  if (left > 0) throw new CodeTooSoonError(Math.ceil(left / 1000));
  const details = { commonName: row.commonName };
  await writeAudit(office, office.db, actor, { action: 'key.sendCode', details });
  const questions = await refusing(() => cscChallenge(accountOf(office, row), row.credentialId!));
  return { questions, againAt: new Date(now.getTime() + AGAIN_MS).toISOString() };
}

async function remoteRow(
  office: Office,
  actor: Person,
  input: KeyAuthenticationInput,
): Promise<SigningKeyRow> {
  const row = await usableKey(office, actor, keyAuthenticationInput.parse(input).keyId);
  if (row.kind !== 'csc') throw new KeyKindError(row.kind);
  return row;
}
