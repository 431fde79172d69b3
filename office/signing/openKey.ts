import {
  type BatchKey,
  cscKey,
  RemoteSigningError,
  readPkcs12,
  type SigningKey,
  signsBatches,
} from '@congvan/signing';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import type { Office } from '../office.ts';
import { type ToldWaiting, toldWaiting } from './confirmations.ts';
import { KeyKindError, KeyLockedError, PassphraseError, refusing } from './errors.ts';
import { pinMatches } from './keys/keyPin.ts';
import { fingerprintOf, moduleKey } from './keys/moduleKeys.ts';
import { openSecret } from './sealedSecret.ts';
import { currentKey, type SigningKeyRow } from './signingKeys.ts';
import type { KeyKind } from './tables.ts';

const MAX_WRONG = 5;
const WINDOW_MS = 15 * 60_000;
/** What services say of it; the last is CSC API 2.0, 11.6. */
const WRONG_PIN = /^invalid_(pin|otp|authentication_data)$/;

export interface OpenKey {
  key: SigningKey;
  image: Buffer;
  kind: KeyKind;
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
  passphrase: string,
  documentId: string | null,
  signal?: AbortSignal,
): Promise<OpenKey> {
  const row = await currentKey(office.db, owner);
  await requireUnlocked(office, actor);
  const audited = auditingWrongPassphrase(office, actor, documentId);
  const waiting = toldWaiting(office, actor);
  const key = await audited(() => refusing(() => keyOf(office, row, passphrase, waiting, signal)));
  return {
    key: auditedKey(key, (work) => audited(() => waiting.during(work))),
    image: await office.files.get(row.imageSha256),
    kind: row.kind,
  };
}

async function keyOf(
  office: Office,
  row: SigningKeyRow,
  passphrase: string,
  { onPending }: ToldWaiting,
  signal: AbortSignal | undefined,
): Promise<SigningKey> {
  if (row.kind === 'pkcs12') return readPkcs12(row.pkcs12!, passphrase);
  if (row.kind === 'pkcs11') {
    if (!(await pinMatches(passphrase, row.pinHash!))) throw new PassphraseError();
    return (await moduleKey(office, fingerprintOf(row.certificate!))).key;
  }
  if (row.kind !== 'csc') throw new KeyKindError(row.kind);
  return cscKey({
    baseUrl: row.serviceUrl!,
    credentialId: row.credentialId!,
    accessToken: openSecret(office.keys.secret, row.accessToken!),
    pin: passphrase,
    waiting: { onPending, ...(signal ? { signal } : {}) },
  });
}

type Audited = ReturnType<typeof auditingWrongPassphrase>;

/** A remote key says only when it signs that the PIN is wrong. */
function auditedKey(key: SigningKey, audited: Audited): SigningKey {
  return {
    ...key,
    sign: (bytes, hash) => audited(() => namingPin(key.sign(bytes, hash))),
    ...(signsBatches(key)
      ? {
          signAll: (...args: Parameters<BatchKey['signAll']>) =>
            audited(() => namingPin(key.signAll(...args))),
        }
      : {}),
  };
}

async function namingPin<Result>(signing: Promise<Result>): Promise<Result> {
  try {
    return await signing;
  } catch (error) {
    if (error instanceof RemoteSigningError && WRONG_PIN.test(error.reason)) throw new PassphraseError();
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
