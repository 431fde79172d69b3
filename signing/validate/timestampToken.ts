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
  const fail = (code: string, message: string, authority?: X509): TimestampCheck => ({
    token,
    failure: { code, message },
    ...(authority ? { authority } : {}),
  });
  if (token.signedData.contentType !== Oid.tstInfo || token.signedData.signers.length !== 1) {
    return fail('TIMESTAMP_FORMAT', 'Dấu thời gian không đúng dạng.');
  }
  const hash = startHash(token.hash);
  for (const part of data) hash.update(part);
  const result = verifyCms(
    token.signer,
    Oid.tstInfo,
    [token.signedData.content!],
    [...token.certificates, ...pool],
  );
  const { certificate } = result;
  if (!hash.digest().equals(token.imprint)) {
    return fail('TIMESTAMP_IMPRINT', 'Dấu thời gian không phải của nội dung này.', certificate);
  }
  if (result.failure)
    return fail(`TIMESTAMP_${result.failure.code}`, `Dấu thời gian: ${result.failure.message}`, certificate);
  // RFC 3161, 2.3: the certificate is for timestamping and nothing else.
  if (!certificate!.extendedKeyUsage?.includes(Oid.timeStamping)) {
    return fail(
      'TIMESTAMP_PURPOSE',
      'Chứng thư của dấu thời gian không dùng để cấp dấu thời gian.',
      certificate,
    );
  }
  return { token, authority: certificate! };
}
