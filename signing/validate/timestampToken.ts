/** Reads and verifies RFC 3161 timestamp tokens. */
import { children, expectTag, readDer, Tag, timeValue } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { hashOf, startHash } from '../trust/verifySignature.ts';
import { readX509s, type X509 } from '../trust/x509.ts';
import type { Reason } from './report.ts';
import { readSignedData, type SignedData, type SignerInfo } from './signedData.ts';
import { verifyCms } from './verifyCms.ts';

export interface TimestampToken {
  signedData: SignedData;
  signer: SignerInfo;
  certificates: X509[];
  /** Name of the hash that the imprint is made with. */
  hash: string;
  imprint: Buffer;
  time: Date;
}

export interface TimestampCheck {
  token: TimestampToken;
  authority?: X509;
  failure?: Reason;
}

/** @throws DerError, UnsupportedAlgorithmError */
export function readTimestampToken(bytes: Uint8Array): TimestampToken {
  const signedData = readSignedData(bytes);
  const signer = signedData.signers[0];
  const info = readDer(signedData.content ?? Buffer.alloc(0));
  const [, , messageImprint, , time] = children(expectTag(info, Tag.sequence));
  const [algorithm, imprint] = children(expectTag(messageImprint, Tag.sequence));
  return {
    signedData,
    signer: signer!,
    certificates: readX509s(signedData.certificates),
    hash: hashOf(algorithm!),
    imprint: expectTag(imprint, Tag.octetString).content,
    time: timeValue(expectTag(time, Tag.generalizedTime)),
  };
}

/** Imprint, signature and purpose; the path to trust is another question. */
export function checkTimestamp(
  token: TimestampToken,
  data: readonly Uint8Array[],
  pool: readonly X509[],
): TimestampCheck {
  const { failure, authority } = tokenSignature(token, pool);
  const hash = startHash(token.hash);
  for (const part of data) hash.update(part);
  const wrong: Reason | undefined =
    failure?.code === 'TIMESTAMP_FORMAT' || hash.digest().equals(token.imprint)
      ? failure
      : { code: 'TIMESTAMP_IMPRINT', message: 'Dấu thời gian không phải của nội dung này.' };
  return { token, ...(authority ? { authority } : {}), ...(wrong ? { failure: wrong } : {}) };
}

/** Whether the token is signed, by a certificate that is for timestamps. */
export function tokenSignature(
  token: TimestampToken,
  pool: readonly X509[],
): Pick<TimestampCheck, 'authority' | 'failure'> {
  const { signedData, signer, certificates } = token;
  if (signedData.contentType !== Oid.tstInfo || signedData.signers.length !== 1) {
    return { failure: { code: 'TIMESTAMP_FORMAT', message: 'Dấu thời gian không đúng dạng.' } };
  }
  const result = verifyCms(signer, Oid.tstInfo, [signedData.content!], [...certificates, ...pool]);
  const authority = result.certificate ? { authority: result.certificate } : {};
  if (result.failure) {
    const { code, message, values } = result.failure;
    const failure = { code: `TIMESTAMP_${code}`, message: `Dấu thời gian: ${message}` };
    return { ...authority, failure: values ? { ...failure, values } : failure };
  }
  // RFC 3161, 2.3: the certificate is for timestamping and nothing else.
  if (result.certificate!.extendedKeyUsage?.includes(Oid.timeStamping)) return authority;
  const message = 'Chứng thư của dấu thời gian không dùng để cấp dấu thời gian.';
  return { ...authority, failure: { code: 'TIMESTAMP_PURPOSE', message } };
}
