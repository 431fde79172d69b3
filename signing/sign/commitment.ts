import { type CommitmentType, commitmentTypes } from '../cms/commitments.ts';
import { oid, sequence } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { attribute } from '../cms/signedData.ts';

/** commitment-type-indication (EN 319 122-1, 5.2.3). */
export function commitment({ commitmentType }: { commitmentType?: CommitmentType }): Buffer[] {
  if (!commitmentType) return [];
  return [attribute(Oid.commitmentType, sequence(oid(commitmentTypes[commitmentType])))];
}
