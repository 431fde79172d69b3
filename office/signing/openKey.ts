import { cscKey, RemoteSigningError, readPkcs12, type SigningKey } from '@congvan/signing';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import type { Office } from '../office.ts';
import { KeyKindError, KeyLockedError, PassphraseError, refusing } from './errors.ts';
import { pinMatches } from './keys/keyPin.ts';
import { fingerprintOf, moduleKey } from './keys/moduleKeys.ts';
import { openSecret } from './sealedSecret.ts';
import { currentKey, type SigningKeyRow } from './signingKeys.ts';
import type { KeyKind } from './tables.ts';

const MAX_WRONG = 5;
const WINDOW_MS = 15 * 60_000;

export interface OpenKey {
  key: SigningKey;
  image: Buffer;
  kind: KeyKind;
}

/**
 * Opens the key of a person (or, with null, of the agency) that the server can call: a PKCS#12 file, a remote key, or
 * one in the server's own module. A wrong passphrase is audited, and after five within a quarter of an hour the person has to wait.
 * @param documentId what it is opened for; null for a batch
 * @throws {PassphraseError} {@link KeyLockedError} {@link SigningKeyMissingError} {@link KeyKindError}
 */
export async function openKey(
  office: Office,
  actor: Actor,
  owner: string | null,
  passphrase: string,
  documentId: string | null,
): Promise<OpenKey> {
  const row = await currentKey(office.db, owner);
  await requireUnlocked(office, actor);
  const audited = auditingWrongPassphrase(office, actor, documentId);
  const key = await audited(() => refusing(() => keyOf(office, row, passphrase)));
  return {
    // A remote key says only when it signs that the PIN is wrong.
    key: { ...key, sign: (bytes, hash) => audited(() => sign(key, bytes, hash)) },
    image: await office.files.get(row.imageSha256),
    kind: row.kind,
  };
}

async function keyOf(office: Office, row: SigningKeyRow, passphrase: string): Promise<SigningKey> {
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
  });
}

async function sign(key: SigningKey, ...args: Parameters<SigningKey['sign']>): Promise<Uint8Array> {
  try {
    return await key.sign(...args);
  } catch (error) {
    if (error instanceof RemoteSigningError && /^invalid_(pin|otp)$/.test(error.reason)) {
      throw new PassphraseError();
    }
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
