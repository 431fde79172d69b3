/** Asks timestamp authorities for tokens (RFC 3161). */
import { randomBytes } from 'node:crypto';
import { digestIdentifier, type Hash } from '../cms/algorithms.ts';
import {
  boolean,
  children,
  DerError,
  expectTag,
  integer,
  octetString,
  readDer,
  sequence,
  Tag,
} from '../cms/der.ts';
import { postBounded } from '../revocation/http.ts';
import { readX509s, type X509 } from '../trust/x509.ts';
import { readTimestampToken, tokenSignature } from '../validate/timestampToken.ts';
import { withAuthorityPath } from './authorityPath.ts';

/** No timestamp authority gave a usable token; `failures` says why for each. */
export class TimestampUnavailableError extends Error {
  readonly code = 'TIMESTAMP_UNAVAILABLE';
  constructor(readonly failures: { url: string; reason: string }[]) {
    const reasons = failures.map(({ url, reason }) => `${url}: ${reason}`).join('; ');
    super(`Không lấy được dấu thời gian. ${reasons || 'Chưa khai báo dịch vụ dấu thời gian.'}`);
    this.name = 'TimestampUnavailableError';
  }
}

/**
 * Asks each authority in turn until one answers with a token for this digest.
 * @param digest of what is stamped, by `hash`
 * @param known certificates, DER, that may complete the authority's path
 * @returns the TimeStampToken, a CMS ContentInfo, DER, with its authority's path as far as it can be had
 * @throws TimestampUnavailableError
 */
export async function requestTimestamp(
  urls: string[],
  digest: Uint8Array,
  hash: Hash,
  known: readonly Uint8Array[] = [],
): Promise<Buffer> {
  const failures: { url: string; reason: string }[] = [];
  for (const url of urls) {
    try {
      return await requestFrom(url, digest, hash, known);
    } catch (error) {
      failures.push({ url, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  throw new TimestampUnavailableError(failures);
}

async function requestFrom(
  url: string,
  digest: Uint8Array,
  hash: Hash,
  known: readonly Uint8Array[],
): Promise<Buffer> {
  const nonce = randomBytes(8);
  const imprint = sequence(digestIdentifier(hash), octetString(digest));
  const query = sequence(integer(1), imprint, integer(nonce), boolean(true));
  const reply = await postBounded(url, 'application/timestamp-query', query);
  const token = readTimestampReply(reply, digest, integer(nonce));
  const { authority, certificates } = requireSigned(token);
  return withAuthorityPath(token, authority, certificates, readX509s(known));
}

/** TimeStampResp: granted, for our digest and our nonce, or an error that says which of these failed. */
function readTimestampReply(reply: Buffer, digest: Uint8Array, nonce: Buffer): Buffer {
  const [statusInfo, token] = children(expectTag(readDer(reply), Tag.sequence));
  const status = children(expectTag(statusInfo, Tag.sequence))[0]?.content[0];
  if (status !== 0 && status !== 1) throw new Error(`bị từ chối (mã ${status ?? '?'})`);
  if (!token) throw new DerError('thiếu dấu thời gian');
  const info = children(timestampInfo(token.raw));
  const imprint = children(expectTag(info[2], Tag.sequence))[1];
  if (!imprint?.content.equals(digest)) throw new Error('dấu thời gian không khớp dữ liệu');
  if (!info.some((field) => field.tag === Tag.integer && field.raw.equals(nonce))) {
    throw new Error('dấu thời gian không khớp số ngẫu nhiên');
  }
  return token.raw;
}

/** A token that nobody could validate is refused while another authority can still be asked. */
function requireSigned(bytes: Buffer): { authority: X509; certificates: X509[] } {
  const token = readTimestampToken(bytes);
  const { authority, failure } = tokenSignature(token, []);
  if (failure) throw new Error(failure.message);
  return { authority: authority!, certificates: token.certificates };
}

/** TSTInfo inside a TimeStampToken. */
function timestampInfo(token: Buffer) {
  const [, wrapper] = children(expectTag(readDer(token), Tag.sequence));
  const signedData = children(expectTag(children(expectTag(wrapper, 0xa0))[0], Tag.sequence));
  const [, content] = children(expectTag(signedData[2], Tag.sequence));
  const octets = expectTag(children(expectTag(content, 0xa0))[0], Tag.octetString);
  return expectTag(readDer(octets.content), Tag.sequence);
}
