import { randomBytes, randomUUID } from 'node:crypto';
import { jsonText } from '@congvan/storage';
import { z } from 'zod';
import type { Person } from '../../actor.ts';
import { writeAudit } from '../../audit/writeAudit.ts';
import { lockDocument } from '../../documents/documentRow.ts';
import { id, sha256, text } from '../../inputs.ts';
import type { Office } from '../../office.ts';
import { inTransaction } from '../../useCase.ts';
import { KeyKindError, refusing } from '../errors.ts';
import { type PreparedSigning, prepareSigning } from '../prepareSigning.ts';
import { chosenPlace } from '../signaturePlace.ts';
import { currentKey, type SigningKeyRow } from '../signingKeys.ts';
import { openSigning } from '../signingTask.ts';
import { presentSession, type SessionView } from './presentSession.ts';
import { tokenDigest } from './sessionRow.ts';

export const beginSessionInput = z.object({
  taskId: id,
  place: chosenPlace.optional(),
  fileSha256: sha256.optional(),
  note: text.optional(),
});

const LIFETIME_MS = 15 * 60_000;

/**
 * Begins to sign a task with a key on the signer's own machine. The session is bound to the person, the document's
 * version and the certificate; an open one on the same task is replaced.
 */
export async function beginSession(
  office: Office,
  actor: Person,
  input: z.input<typeof beginSessionInput>,
): Promise<SessionView> {
  const { taskId, place, fileSha256, note } = beginSessionInput.parse(input);
  const signing = await openSigning(office, actor, taskId, fileSha256);
  const key = await currentKey(office.db, signing.owner);
  const { kind } = key;
  if (kind !== 'plugin' && kind !== 'token') throw new KeyKindError(kind);
  const image = await office.files.get(key.imageSha256);
  const ownField = kind === 'plugin';
  const prepared = await prepareSigning(office, signing, { chosen: place, image, ownField });
  const now = office.clock.now();
  const begun = kind === 'token' ? await beginToken(office, actor, key, prepared, now) : undefined;
  const out = begun?.prepared ?? prepared.pdf;
  const stored = await office.files.put(out);
  const token = kind === 'plugin' ? randomBytes(32).toString('base64url') : undefined;
  const sessionId = randomUUID();
  const { document, step } = signing;
  await inTransaction(office, actor, { documentId: document.id, taskId }, async (trx) => {
    await lockDocument(trx, document.id);
    await trx
      .updateTable('office.signingSessions')
      .set({ state: 'replaced', finishedAt: now })
      .where('taskId', '=', taskId)
      .where('userId', '=', actor.id)
      .where('state', '=', 'open')
      .execute();
    await trx
      .insertInto('office.signingSessions')
      .values({
        ...{ id: sessionId, kind, userId: actor.id, taskId, documentId: document.id },
        documentVersion: document.version,
        step: jsonText({ outcome: step.outcome, ...(note ? { note } : {}) }),
        field: ownField ? null : signing.field,
        fileSha256: signing.main.sha256,
        preparedSha256: stored.sha256,
        preparedSize: stored.size,
        certificate: key.certificate!,
        session: begun ? jsonText(begun.session) : null,
        tokenSha256: token ? tokenDigest(token) : null,
        state: 'open',
        createdAt: now,
        expiresAt: new Date(now.getTime() + LIFETIME_MS),
      })
      .execute();
    const details = { kind, commonName: key.commonName };
    await writeAudit(office, trx, actor, {
      action: 'signing.begin',
      documentId: document.id,
      taskId,
      details,
    });
  });
  return presentSession(office, actor, sessionId, token);
}

function beginToken(
  { documents }: Office,
  actor: Person,
  { certificate, chain, algorithm }: SigningKeyRow,
  { pdf, options }: PreparedSigning,
  now: Date,
) {
  return refusing(() =>
    documents.begin(
      pdf,
      {
        ...options,
        userId: actor.id,
        signer: { certificate: certificate!, chain, algorithm: algorithm! },
        lifetime: LIFETIME_MS,
      },
      now,
    ),
  );
}
