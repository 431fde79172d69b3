import type { BegunItem, SignerIdentity } from '@congvan/signing';
import type { Office } from '../../office.ts';
import { refusing } from '../errors.ts';
import type { PreparedSigning } from '../prepareSigning.ts';
import type { SigningTask } from '../signingTask.ts';

/** The batch's own run is what may take no longer; see `batchLease`. */
const LIFETIME_MS = 3_600_000;

/**
 * A document of a batch up to its signature's value. Only what is added to the kept file stays in memory: two hundred
 * documents wait together for one authorisation.
 */
export async function begunItem(
  office: Office,
  { certificate, chain, algorithm }: SignerIdentity,
  { signing, pdf, options }: PreparedSigning & { signing: SigningTask },
): Promise<BegunItem> {
  const { actor, main } = signing;
  const userId = actor.id;
  const signer = { certificate, chain, algorithm };
  const { session, prepared } = await refusing(() =>
    office.documents.begin(pdf, { ...options, userId, signer, lifetime: LIFETIME_MS }, office.clock.now()),
  );
  const added = Buffer.from(prepared.subarray(main.size));
  return {
    toBeSigned: Buffer.from(session.toBeSigned, 'base64'),
    async finish(signature) {
      const whole = Buffer.concat([await office.files.get(main.sha256), added]);
      const { documentSha256 } = session;
      const { timestampUrls } = office.signing;
      const given = { userId, documentSha256, signature, timestampUrls };
      return refusing(() => office.documents.finish(session, whole, given, office.clock.now()));
    },
  };
}
