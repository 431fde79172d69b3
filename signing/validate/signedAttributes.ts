/** Signed attributes that two readers could understand differently (RFC 5652, 11; RFC 5035; RFC 6211). */
import { children, type DerNode, der, expectTag, Tag } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { hashOf, signatureAlgorithm } from '../trust/verifySignature.ts';
import type { Reason } from './report.ts';
import type { SignerInfo } from './signedData.ts';

export const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
const ALGORITHM_PROTECTION = '1.2.840.113549.1.9.52';

/** Each at most once, with one value. */
const single = [
  Oid.contentType,
  Oid.messageDigest,
  Oid.signingTime,
  Oid.signingCertificateV2,
  SIGNING_CERTIFICATE,
  ALGORITHM_PROTECTION,
];

/** @throws DerError, UnsupportedAlgorithmError */
export function signedAttributesFault(signer: SignerInfo): Reason | undefined {
  const { attributes, repeated } = signer;
  if (single.some((type) => repeated.includes(type) || (attributes.get(type)?.length ?? 1) !== 1))
    return { code: 'ATTRIBUTE_REPEATED', message: 'Thuộc tính được ký lặp lại trong chữ ký.' };
  const protection = attributes.get(ALGORITHM_PROTECTION)?.[0];
  if (protection && !isProtected(signer, protection))
    return { code: 'ALGORITHM_PROTECTION', message: 'Chữ ký nêu thuật toán khác với thuật toán đã được ký.' };
  return undefined;
}

/** The algorithms that were signed are those that the signature names (RFC 6211, 3). */
function isProtected({ digest, algorithm }: SignerInfo, protection: DerNode): boolean {
  const [hash, ...others] = children(expectTag(protection, Tag.sequence));
  const named = others.find((field) => field.tag === 0xa1);
  if (!hash || !named || hashOf(hash) !== digest) return false;
  const signed = signatureAlgorithm(readDerAs(named), digest);
  return signed.scheme === algorithm.scheme && signed.hash === algorithm.hash;
}

/** An implicit tag in place of SEQUENCE. */
const readDerAs = ({ content }: DerNode): DerNode => ({
  tag: Tag.sequence,
  content,
  raw: der(Tag.sequence, content),
});
