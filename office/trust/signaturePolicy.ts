import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import type { Database, Office } from '../office.ts';
import { auditingDenial, authorize, inTransaction } from '../useCase.ts';

export const saveSignaturePolicyInput = z.object({
  /** A signer whose revocation state nobody tells is `unknown`, not valid. */
  requireRevocation: z.boolean(),
  /** Ask OCSP responders and CRL addresses for what a file does not carry. */
  online: z.boolean(),
  /** Days before the end of an archive timestamp's certificate at which it is renewed. */
  renewDays: z.int().min(7).max(1000),
  /** Hours after issue or receipt at which signatures are raised to B-LTA, when revocations are known. */
  graceHours: z
    .int()
    .min(0)
    .max(24 * 60),
});
export type SignaturePolicy = z.output<typeof saveSignaturePolicyInput>;

const defaults: SignaturePolicy = { requireRevocation: false, online: false, renewDays: 90, graceHours: 24 };

export async function signaturePolicy(db: Database): Promise<SignaturePolicy> {
  const kept = await db
    .selectFrom('office.signaturePolicy')
    .select(['requireRevocation', 'online', 'renewDays', 'graceHours'])
    .executeTakeFirst();
  return kept ?? defaults;
}

export async function getSignaturePolicy(office: Office, actor: Actor): Promise<SignaturePolicy> {
  return auditingDenial(office, actor, {}, async () => {
    authorize(actor, 'trust.manage');
    return signaturePolicy(office.db);
  });
}

/** Reports made under the former policy are not told again. */
export async function saveSignaturePolicy(
  office: Office,
  actor: Actor,
  input: z.input<typeof saveSignaturePolicyInput>,
): Promise<void> {
  const policy = saveSignaturePolicyInput.parse(input);
  await inTransaction(office, actor, {}, async (trx) => {
    authorize(actor, 'trust.manage');
    const before = await signaturePolicy(trx);
    await trx
      .insertInto('office.signaturePolicy')
      .values(policy)
      .onConflict((conflict) => conflict.column('onlyOne').doUpdateSet(policy))
      .execute();
    await writeAudit(office, trx, actor, {
      action: 'signaturePolicy.save',
      details: { before, after: policy },
    });
  });
}
