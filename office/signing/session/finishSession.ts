import { z } from 'zod';
import type { Person } from '../../actor.ts';
import { id } from '../../inputs.ts';
import type { Office } from '../../office.ts';
import { auditingDenial } from '../../useCase.ts';
import { KeyKindError, refusing } from '../errors.ts';
import { keepSignature } from '../keepSignature.ts';
import { presentSession, type SessionView } from './presentSession.ts';
import { endSigned, findSession, requireUsable, signingOf, tellRefusal } from './sessionRow.ts';

export const finishSessionInput = z.object({
  sessionId: id,
  /** As the token made it, base64; ECDSA as DER. */
  signature: z.base64().min(4).max(4_096),
});

/**
 * Takes the value that a token has made, and embeds it. A value that does not fit leaves the session open: the person
 * may have signed another one's digest.
 */
export async function finishSession(
  office: Office,
  actor: Person,
  input: z.input<typeof finishSessionInput>,
): Promise<SessionView> {
  const { sessionId, signature } = finishSessionInput.parse(input);
  const row = await findSession(office.db, actor, sessionId);
  requireUsable(office, row);
  const { session, taskId, documentId } = row;
  if (!session) throw new KeyKindError(row.kind);
  await auditingDenial(office, actor, { documentId, taskId }, async () => {
    const signing = await signingOf(office, actor, row);
    const prepared = await office.files.get(row.preparedSha256);
    try {
      const pdf = await refusing(() =>
        office.documents.finish(
          session,
          prepared,
          {
            userId: actor.id,
            documentSha256: session.documentSha256,
            signature: Buffer.from(signature, 'base64'),
            certificate: row.certificate,
            timestampUrls: office.signing.timestampUrls,
          },
          office.clock.now(),
        ),
      );
      const { note } = row.step;
      await keepSignature(office, signing, { pdf, keyKind: 'token', note }, (trx) =>
        endSigned(office, trx, row.id),
      );
    } catch (error) {
      await tellRefusal(office, row.id, error, { ends: false });
      throw error;
    }
  });
  return presentSession(office, actor, sessionId);
}
