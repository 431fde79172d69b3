import {
  type BatchKey,
  RemoteSigningError,
  readPkcs12,
  type SigningKey,
  signsBatches,
} from '@congvan/signing';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import type { Office } from '../office.ts';
import { type ToldWaiting, toldWaiting } from './confirmations.ts';
import { CodeUsedError, KeyKindError, KeyLockedError, PassphraseError, refusing } from './errors.ts';
import type { KeyOpening } from './keys/keyOpening.ts';
import { pinMatches } from './keys/keyPin.ts';
import { fingerprintOf, moduleKey } from './keys/moduleKeys.ts';
import { remoteKey } from './keys/remoteKey.ts';
import { currentKey, type SigningKeyRow } from './signingKeys.ts';
import type { KeyKind } from './tables.ts';

const MAX_WRONG = 5;
const WINDOW_MS = 15 * 60_000;
export interface OpenKey {
  key: SigningKey;
  image: Buffer;
  kind: KeyKind;
  /** It was opened with a one-time code, which is good for one authorisation. */
  once: boolean;
}

/**
 * Opens the key of a person (or, with null, of the agency) that the server can call: a PKCS#12 file, a remote key, or
 * one in the server's own module. A wrong passphrase is audited, and after five within a quarter of an hour the person has to wait.
 * @param documentId what it is opened for; null for a batch
 * @param signal ends the waiting for a remote service
 * @throws {PassphraseError} {@link KeyLockedError} {@link SigningKeyMissingError} {@link KeyKindError}
 */
export async function openKey(
  office: Office,
  actor: Actor,
  owner: string | null,
  opening: KeyOpening,
  documentId: string | null,
  signal?: AbortSignal,
): Promise<OpenKey> {
  const row = await currentKey(office.db, owner);
  await requireUnlocked(office, actor);
  const audited = auditingWrongPassphrase(office, actor, documentId);
  const told = toldWaiting(office, actor);
  const key = await audited(() => refusing(() => keyOf(office, row, opening, told, signal)));
  return {
    key: auditedKey(key, opening, (work) => audited(() => told.during(work))),
    image: await office.files.get(row.imageSha256),
    kind: row.kind,
    once: opening.otp !== undefined,
  };
}

async function keyOf(
  office: Office,
  row: SigningKeyRow,
  opening: KeyOpening,
  { waiting }: ToldWaiting,
  signal: AbortSignal | undefined,
): Promise<SigningKey> {
  const { passphrase } = opening;
  if (row.kind === 'pkcs12') return readPkcs12(row.pkcs12!, passphrase);
  if (row.kind === 'pkcs11') {
    if (!(await pinMatches(passphrase, row.pinHash!))) throw new PassphraseError();
    return (await moduleKey(office, fingerprintOf(row.certificate!))).key;
  }
  if (row.kind !== 'csc') throw new KeyKindError(row.kind);
  return remoteKey(office, row, opening, { ...waiting, ...(signal ? { signal } : {}) });
}

type Audited = ReturnType<typeof auditingWrongPassphrase>;

/** A remote key says only when it signs that the PIN or the code is wrong. */
function auditedKey(key: SigningKey, { otp }: KeyOpening, audited: Audited): SigningKey {
  let codeUsed = false;
  const once = <Result>(signing: () => Promise<Result>): Promise<Result> =>
    audited(async () => {
      if (codeUsed) throw new CodeUsedError();
      codeUsed = otp !== undefined;
      return namingWrong(otp, signing);
    });
  return {
    ...key,
    sign: (bytes, hash) => once(() => key.sign(bytes, hash)),
    ...(signsBatches(key)
      ? { signAll: (...args: Parameters<BatchKey['signAll']>) => once(() => key.signAll(...args)) }
      : {}),
  };
}

async function namingWrong<Result>(otp: string | undefined, signing: () => Promise<Result>): Promise<Result> {
  try {
    return await signing();
  } catch (error) {
    if (!(error instanceof RemoteSigningError)) throw error;
    if (error.reason === 'invalid_pin') throw new PassphraseError();
    if (error.reason === 'invalid_otp') throw new PassphraseError('otp');
    // CSC API 2.0, 11.6: it does not tell which.
    if (error.reason === 'invalid_authentication_data')
      throw new PassphraseError(otp === undefined ? 'passphrase' : 'authentication');
    throw error;
  }
}

const auditingWrongPassphrase =
  (office: Office, actor: Actor, documentId: string | null) =>
  async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      if (error instanceof PassphraseError) {
        await writeAudit(office, office.db, actor, { action: 'key.open', documentId, outcome: 'denied' });
      }
      throw error;
    }
  };

async function requireUnlocked({ db, clock }: Office, actor: Actor): Promise<void> {
  if (actor.kind !== 'person') return;
  const { wrong } = await db
    .selectFrom('office.audit')
    .select((select) => select.fn.countAll<string>().as('wrong'))
    .where('actorId', '=', actor.id)
    .where('action', '=', 'key.open')
    .where('outcome', '=', 'denied')
    .where('at', '>', new Date(clock.now().getTime() - WINDOW_MS))
    .executeTakeFirstOrThrow();
  if (Number(wrong) >= MAX_WRONG) throw new KeyLockedError();
}
