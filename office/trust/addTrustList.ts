import { randomUUID } from 'node:crypto';
import { jsonText } from '@congvan/storage';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import { id, instant, line, text } from '../inputs.ts';
import type { Office, Trx } from '../office.ts';
import type { Upload } from '../records/checkUpload.ts';
import { auditingDenial, authorize, inTransaction } from '../useCase.ts';
import { TrustFileChangedError, TrustListNotFoundError, TrustListUnverifiedError } from './errors.ts';
import { inspectTrustFile } from './inspectTrustFile.ts';
import { operatorOf, schemeOf } from './previewTrustFile.ts';

export const trustPurpose = z.enum(['signing', 'timestamps', 'both']);
export const trustTime = instant.nullable();

/** For the API too: a list that ends before its beginning is refused at the edge. */
export const endsAfterBeginning = ({ validFrom, validUntil }: TrustTimes): boolean =>
  !validFrom || !validUntil || Date.parse(validFrom) < Date.parse(validUntil);
export const END_TOO_EARLY = { path: ['validUntil'], message: 'Phải sau thời điểm bắt đầu.' };
interface TrustTimes {
  validFrom: string | null;
  validUntil: string | null;
}

export const addTrustListInput = z
  .object({
    name: line,
    purpose: trustPurpose,
    /** In force from and until; null: open. */
    validFrom: trustTime,
    validUntil: trustTime,
    /** Of the file that was looked at. */
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    /** Why the administrator vouches for an ETSI list whose signature cannot be verified. */
    vouch: text.nullable(),
    /** The list that this one takes the place of; it is disabled. */
    replaces: id.nullable(),
  })
  .refine(endsAfterBeginning, END_TOO_EARLY);

/**
 * Lets the authorities of a file be trusted. An ETSI list must bear the signature of a known operator, unless the
 * administrator vouches for it, and that is kept with the list and in the audit trail.
 * @throws {TrustFileError} {@link TrustFileChangedError} {@link TrustListUnverifiedError}
 */
export async function addTrustList(
  office: Office,
  actor: Actor,
  input: z.input<typeof addTrustListInput>,
  files: { list: Upload; operators?: Upload | undefined },
): Promise<{ listId: string }> {
  const given = addTrustListInput.parse(input);
  const { file, stored } = await auditingDenial(office, actor, {}, async () => {
    authorize(actor, 'trust.manage');
    const inspected = await inspectTrustFile(office, files);
    if (inspected.sha256 !== given.sha256) throw new TrustFileChangedError();
    const { signature } = inspected;
    if (signature && 'problem' in signature && given.vouch === null) {
      throw new TrustListUnverifiedError(signature.message);
    }
    return { file: inspected, stored: await office.files.put(files.list.content) };
  });
  const operator = operatorOf(file);
  const scheme = schemeOf(file);
  const { name, purpose, validFrom, validUntil, replaces } = given;
  const vouch = file.kind === 'tsl' && !operator ? given.vouch : null;
  const listId = randomUUID();
  return inTransaction(office, actor, {}, async (trx) => {
    await trx
      .insertInto('office.trustLists')
      .values({
        ...{ id: listId, name, kind: file.kind, vouch, sha256: stored.sha256, validFrom, validUntil },
        purpose: purpose === 'both' ? null : purpose,
        scheme: scheme && jsonText(scheme),
        operator: operator && jsonText(operator),
        addedBy: actor.kind === 'person' ? actor.id : null,
        addedAt: office.clock.now(),
      })
      .execute();
    if (replaces) await replace(trx, replaces, listId);
    const fingerprints = file.anchors.slice(0, 100).map(({ certificate }) => certificate.fingerprint);
    await writeAudit(office, trx, actor, {
      action: 'trust.add',
      details: { listId, ...given, vouch, kind: file.kind, operator, scheme, fingerprints },
    });
    return { listId };
  });
}

async function replace(trx: Trx, listId: string, by: string): Promise<void> {
  const { numUpdatedRows } = await trx
    .updateTable('office.trustLists')
    .set({ enabled: false, replacedBy: by })
    .where('id', '=', listId)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) throw new TrustListNotFoundError(listId);
}
