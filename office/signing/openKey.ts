import { readPkcs12, type SigningKey } from '@congvan/signing';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import type { Office } from '../office.ts';
import { KeyLockedError, PassphraseError, refusing } from './errors.ts';
import { currentKey } from './signingKeys.ts';

const MAX_WRONG = 5;
const WINDOW_MS = 15 * 60_000;

/**
 * Opens the key of a person (or, with null, of the agency) for one signature. A wrong passphrase is audited, and after
 * five within a quarter of an hour the person has to wait.
 * @throws {PassphraseError} {@link KeyLockedError} {@link SigningKeyMissingError}
 */
export async function openKey(
  office: Office,
  actor: Actor,
  owner: string | null,
  passphrase: string,
  documentId: string,
): Promise<{ key: SigningKey; image: Buffer }> {
  const row = await currentKey(office.db, owner);
  await requireUnlocked(office, actor);
  try {
    const key = await refusing(async () => readPkcs12(row.pkcs12, passphrase));
    return { key, image: await office.files.get(row.imageSha256) };
  } catch (error) {
    if (error instanceof PassphraseError) {
      await writeAudit(office, office.db, actor, { action: 'key.open', documentId, outcome: 'denied' });
    }
    throw error;
  }
}

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
