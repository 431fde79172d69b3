/** What else the signer states as part of what was signed (EN 319 122-1, 5.2.3 and 5.2.9). */
import { commitmentTypes } from '../cms/commitments.ts';
import { children, oidText, Tag } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import type { SignerInfo } from './signedData.ts';

export interface SignerStatements {
  /** Why the signer signed: names of TS 119 172-1, annex B, or the object identifier of another commitment. */
  commitments?: string[];
  /** Object identifier of the signature policy that the signer followed. */
  policy?: string;
}

const MAX_COMMITMENTS = 10;

const commitmentNames = new Map<string, string>(
  Object.entries(commitmentTypes).map(([said, type]) => [type, said]),
);

/** @throws DerError and what else malformed attributes give */
export function statementsOf({ attributes }: SignerInfo): SignerStatements {
  const commitments = (attributes.get(Oid.commitmentType) ?? []).slice(0, MAX_COMMITMENTS).map((value) => {
    const type = oidText(children(value)[0]!);
    return commitmentNames.get(type) ?? type;
  });
  // NULL stands for a policy that is implied.
  const policy = attributes.get(Oid.signaturePolicy)?.find((value) => value.tag === Tag.sequence);
  return {
    ...(commitments.length ? { commitments } : {}),
    ...(policy ? { policy: oidText(children(policy)[0]!) } : {}),
  };
}
