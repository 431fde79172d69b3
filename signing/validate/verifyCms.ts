/** Whether one signer of a SignedData signed these bytes with the key of a certificate that is named. */
import { children, type DerNode, oidText, Tag } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { nameKey } from '../trust/names.ts';
import { hashOf, startHash, UnsupportedAlgorithmError, verifyBytes } from '../trust/verifySignature.ts';
import type { X509 } from '../trust/x509.ts';
import type { Reason, SubIndication } from './report.ts';
import { SIGNING_CERTIFICATE, signedAttributesFault } from './signedAttributes.ts';
import type { SignerInfo } from './signedData.ts';

export interface CmsFailure extends Reason {
  subIndication: SubIndication;
}

export interface CmsResult {
  certificate?: X509;
  failure?: CmsFailure;
  /** signing-certificate or signing-certificate-v2 names the certificate (RFC 5035; EN 319 122-1, 5.2.2). */
  namesCertificate: boolean;
}

const failure = (subIndication: SubIndication, code: string, message: string): CmsFailure => ({
  subIndication,
  code,
  message,
});

/** @param content the signed bytes, in parts, in order */
export function verifyCms(
  signer: SignerInfo,
  contentType: string,
  content: readonly Uint8Array[],
  pool: readonly X509[],
): CmsResult {
  const certificate = pool.find((item) => isNamed(signer, item));
  if (!certificate) {
    const failed = failure(
      'NO_SIGNING_CERTIFICATE_FOUND',
      'NO_SIGNING_CERTIFICATE',
      'Không có chứng thư của người ký.',
    );
    return { failure: failed, namesCertificate: false };
  }
  const reference = certificateReference(signer, certificate);
  const namesCertificate = reference === 'matches';
  const result = (failed?: CmsFailure): CmsResult =>
    failed ? { certificate, namesCertificate, failure: failed } : { certificate, namesCertificate };
  const fault = signedAttributesFault(signer);
  if (fault) return result({ ...fault, subIndication: 'FORMAT_FAILURE' });
  const hash = startHash(signer.digest);
  for (const part of content) hash.update(part);
  const digest = hash.digest();
  if (signer.signedAttributes) {
    const stated = signer.attributes.get(Oid.messageDigest)?.[0];
    if (stated?.tag !== Tag.octetString || !stated.content.equals(digest)) {
      return result(failure('HASH_FAILURE', 'DIGEST_DIFFERS', 'Nội dung tệp không khớp với nội dung đã ký.'));
    }
    const type = signer.attributes.get(Oid.contentType)?.[0];
    // Without this, signed attributes could be passed off as content (RFC 5652, 11.1).
    if (!type || oidText(type) !== contentType) {
      return result(
        failure('FORMAT_FAILURE', 'CONTENT_TYPE', 'Chữ ký không nói đúng loại nội dung được ký.'),
      );
    }
  }
  if (!signatureMatches(signer, certificate, content)) {
    return result(
      failure(
        'SIG_CRYPTO_FAILURE',
        'SIGNATURE_WRONG',
        'Giá trị chữ ký không khớp với chứng thư của người ký.',
      ),
    );
  }
  if (reference === 'differs') {
    return result(
      failure(
        'NO_SIGNING_CERTIFICATE_FOUND',
        'SIGNING_CERTIFICATE_DIFFERS',
        'Chứng thư kèm theo không phải chứng thư mà người ký đã nêu.',
      ),
    );
  }
  return result();
}

function signatureMatches(signer: SignerInfo, certificate: X509, content: readonly Uint8Array[]): boolean {
  const signed = signer.signedAttributes ?? Buffer.concat(content);
  return verifyBytes(signer.algorithm, certificate.key(), signed, signer.signature);
}

export function isNamed(signer: SignerInfo, certificate: X509): boolean {
  if (signer.keyIdentifier) return certificate.subjectKeyIdentifier?.equals(signer.keyIdentifier) ?? false;
  return (
    certificate.serialNumber.equals(signer.serialNumber!) &&
    (certificate.issuer.equals(signer.issuer!) || nameKey(certificate.issuer) === nameKey(signer.issuer!))
  );
}

/** Compares the first certificate that the signing-certificate attributes name with the one found. */
function certificateReference(signer: SignerInfo, certificate: X509): 'matches' | 'differs' | 'absent' {
  const references = [
    { attribute: signer.attributes.get(Oid.signingCertificateV2)?.[0], usual: 'sha256' },
    { attribute: signer.attributes.get(SIGNING_CERTIFICATE)?.[0], usual: 'sha1' },
  ].flatMap(({ attribute, usual }) => (attribute ? [isReferenceTo(certificate, attribute, usual)] : []));
  if (references.length === 0) return 'absent';
  return references.every(Boolean) ? 'matches' : 'differs';
}

/** @param usual the hash where none is named; the older attribute knows no other */
function isReferenceTo(certificate: X509, attribute: DerNode, usual: string): boolean {
  const first = children(children(attribute)[0]!)[0];
  if (!first) return false;
  const parts = children(first);
  const named = usual !== 'sha1' && parts[0]?.tag === Tag.sequence ? parts[0] : undefined;
  const hash = named ? hashOf(named) : usual;
  const value = parts.find((part) => part.tag === Tag.octetString);
  try {
    return value?.content.equals(startHash(hash).update(certificate.raw).digest()) ?? false;
  } catch {
    throw new UnsupportedAlgorithmError(hash);
  }
}
