import { type CommitmentType, commitmentTypes } from '../cms/commitments.ts';
import { oid, sequence } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { attribute } from '../cms/signedData.ts';
import { CommitmentWithReasonError } from './errors.ts';

/**
 * commitment-type-indication (EN 319 122-1, 5.2.3).
 * @throws CommitmentWithReasonError: only one of both may say why (EN 319 142-1, 6.3)
 */
export function commitment({
  commitmentType,
  reason,
}: {
  commitmentType?: CommitmentType;
  reason?: string;
}): Buffer[] {
  if (!commitmentType) return [];
  if (reason !== undefined) throw new CommitmentWithReasonError();
  return [attribute(Oid.commitmentType, sequence(oid(commitmentTypes[commitmentType])))];
}
