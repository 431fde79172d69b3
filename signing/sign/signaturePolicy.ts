import { digestIdentifier, digestLength, type Hash } from '../cms/algorithms.ts';
import { ia5, octetString, oid, sequence } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { attribute } from '../cms/signedData.ts';
import { SigningError } from './errors.ts';

/** The written policy that the signer follows. */
export interface SignaturePolicy {
  /** Its object identifier, dotted. */
  oid: string;
  /** Digest of the document in which it is written. */
  hash: Hash;
  digest: Uint8Array;
  /** Where that document can be had: http or https. */
  url?: string;
}

/** The identifier, the digest or the address is not one. */
export class SignaturePolicyError extends SigningError {
  constructor(readonly what: 'oid' | 'digest' | 'url') {
    const words = { oid: 'mã định danh (OID)', digest: 'giá trị băm', url: 'địa chỉ' };
    super('SIGNATURE_POLICY', `Chính sách ký số có ${words[what]} không hợp lệ.`);
  }
}

const MAX_OID = 200;
const MAX_URL = 2_000;

/**
 * signature-policy-identifier (EN 319 122-1, 5.2.9.1), with the address as a qualifier (5.2.9.2): what made EPES of
 * BES in earlier standards.
 * @throws SignaturePolicyError
 */
export function signaturePolicy({ policy }: { policy?: SignaturePolicy }): Buffer[] {
  if (!policy) return [];
  const { oid: identifier, hash, digest, url } = policy;
  if (identifier.length > MAX_OID || !/^([01]\.[1-3]?\d|2\.\d+)(\.(0|[1-9]\d*))+$/.test(identifier))
    throw new SignaturePolicyError('oid');
  if (digest.length !== digestLength[hash]) throw new SignaturePolicyError('digest');
  if (url !== undefined && (url.length > MAX_URL || !/^https?:\/\/[\x21-\x7e]+$/.test(url)))
    throw new SignaturePolicyError('url');
  const where = url === undefined ? [] : [sequence(sequence(oid(Oid.signaturePolicyUri), ia5(url)))];
  return [
    attribute(
      Oid.signaturePolicy,
      sequence(oid(identifier), sequence(digestIdentifier(hash), octetString(digest)), ...where),
    ),
  ];
}
