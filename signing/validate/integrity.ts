/** First building blocks of EN 319 102-1 (5.2.2, 5.2.3, 5.2.7): format, signing certificate, cryptography. */
import { createHash } from 'node:crypto';
import { Oid } from '../cms/oids.ts';
import type { PdfFile } from '../pdf/pdfFile.ts';
import { isMalformed, readable } from '../trust/malformed.ts';
import { UnsupportedAlgorithmError } from '../trust/verifySignature.ts';
import { readX509s, type X509 } from '../trust/x509.ts';
import { type Covered, coverageOf } from './coverage.ts';
import type { SignatureInFile } from './signatureField.ts';
import { readSignedData, type SignedData, type SignerInfo } from './signedData.ts';
import { checkTimestamp, readTimestampToken, type TimestampCheck } from './timestampToken.ts';
import { type CmsFailure, isNamed, verifyCms } from './verifyCms.ts';

export interface Integrity {
  signature: SignatureInFile;
  covered: Covered;
  signedData?: SignedData;
  signer?: SignerInfo;
  certificate?: X509;
  namesCertificate: boolean;
  /** Of a document timestamp. */
  timestamp?: TimestampCheck;
  failure?: CmsFailure;
}

const SUPPORTED = ['adbe.pkcs7.detached', 'ETSI.CAdES.detached', 'adbe.pkcs7.sha1', 'ETSI.RFC3161'];

const failed = (
  subIndication: CmsFailure['subIndication'],
  code: string,
  message: string,
  values?: Record<string, string>,
): CmsFailure => ({ subIndication, code, message, ...(values ? { values } : {}) });

/** @param stored certificates of the security store, which a signature may leave out of its CMS */
export function integrityOf(file: PdfFile, signature: SignatureInFile, stored: readonly X509[]): Integrity {
  const covered = coverageOf(file, signature);
  const base: Integrity = { signature, covered, namesCertificate: false };
  if (covered.fault && !covered.parts) {
    return {
      ...base,
      ...whoSaysSo(signature, stored),
      failure: { ...covered.fault, subIndication: 'FORMAT_FAILURE' },
    };
  }
  if (!SUPPORTED.includes(signature.subFilter)) {
    const what = signature.subFilter.slice(0, 40) || '(không nêu)';
    return {
      ...base,
      failure: failed('SIGNED_DATA_NOT_FOUND', 'SUB_FILTER', `Loại chữ ký ${what} không được hỗ trợ.`, {
        kind: what,
      }),
    };
  }
  try {
    const read = verify(base, stored);
    // What is signed is not what stands there: nothing else counts.
    return covered.fault && !read.failure
      ? { ...read, failure: { ...covered.fault, subIndication: 'FORMAT_FAILURE' } }
      : read;
  } catch (error) {
    if (error instanceof UnsupportedAlgorithmError) {
      return {
        ...base,
        failure: failed('CRYPTO_CONSTRAINTS_FAILURE', error.code, error.message, {
          algorithm: error.algorithm,
        }),
      };
    }
    if (isMalformed(error)) {
      return {
        ...base,
        failure: failed('FORMAT_FAILURE', 'CMS_MALFORMED', 'Dữ liệu chữ ký (CMS) không đọc được.'),
      };
    }
    throw error;
  }
}

/** Whose signature it would have been: nothing of it is believed, but people want to know. */
function whoSaysSo({ contents }: SignatureInFile, stored: readonly X509[]): Partial<Integrity> {
  const signedData = readable(() => readSignedData(contents?.bytes ?? Buffer.alloc(0)));
  const signer = signedData?.signers[0];
  if (!signedData || !signer) return {};
  const pool = [...readX509s(signedData.certificates), ...stored];
  const certificate = readable(() => pool.find((item) => isNamed(signer, item)));
  return { signedData, signer, ...(certificate ? { certificate } : {}) };
}

function verify(base: Integrity, stored: readonly X509[]): Integrity {
  const { signature, covered } = base;
  const contents = signature.contents!.bytes;
  const parts = covered.parts!;
  if (signature.kind === 'document-timestamp') return verifyTimestamp(base, contents, parts, stored);
  const signedData = readSignedData(contents);
  const [signer, ...others] = signedData.signers;
  if (!signer || others.length) {
    return { ...base, failure: failed('FORMAT_FAILURE', 'SIGNERS', 'Chữ ký phải có đúng một người ký.') };
  }
  const read: Integrity = { ...base, signedData, signer };
  const pool = [...readX509s(signedData.certificates), ...stored];
  let content: readonly Uint8Array[] = parts;
  let contentType: string = Oid.data;
  if (signature.subFilter === 'adbe.pkcs7.sha1') {
    const digest = sha1Of(parts);
    if (!signedData.content?.equals(digest)) {
      return {
        ...read,
        failure: failed('HASH_FAILURE', 'DIGEST_DIFFERS', 'Nội dung tệp không khớp với nội dung đã ký.'),
      };
    }
    content = [digest];
    contentType = signedData.contentType;
  } else if (signedData.content) {
    // 12.8.3.3.1: detached, nothing may travel inside.
    return {
      ...read,
      failure: failed('FORMAT_FAILURE', 'NOT_DETACHED', 'Chữ ký mang nội dung riêng bên trong.'),
    };
  }
  const result = verifyCms(signer, contentType, content, pool);
  return {
    ...read,
    namesCertificate: result.namesCertificate,
    ...(result.certificate ? { certificate: result.certificate } : {}),
    ...(result.failure ? { failure: result.failure } : {}),
  };
}

function verifyTimestamp(
  base: Integrity,
  contents: Buffer,
  parts: readonly Buffer[],
  stored: readonly X509[],
): Integrity {
  const token = readTimestampToken(contents);
  const timestamp = checkTimestamp(token, parts, stored);
  const read: Integrity = {
    ...base,
    signedData: token.signedData,
    signer: token.signer,
    timestamp,
    namesCertificate: true,
    ...(timestamp.authority ? { certificate: timestamp.authority } : {}),
  };
  if (!timestamp.failure) return read;
  return {
    ...read,
    failure: { ...timestamp.failure, subIndication: timestampSubIndication(timestamp.failure.code) },
  };
}

function timestampSubIndication(code: string): CmsFailure['subIndication'] {
  if (code === 'TIMESTAMP_IMPRINT' || code === 'TIMESTAMP_DIGEST_DIFFERS') return 'HASH_FAILURE';
  if (code === 'TIMESTAMP_SIGNATURE_WRONG') return 'SIG_CRYPTO_FAILURE';
  if (code === 'TIMESTAMP_PURPOSE') return 'SIG_CONSTRAINTS_FAILURE';
  return code.includes('CERTIFICATE') ? 'NO_SIGNING_CERTIFICATE_FOUND' : 'FORMAT_FAILURE';
}

const sha1Of = (parts: readonly Buffer[]): Buffer => {
  const hash = createHash('sha1');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
