/** A timestamp authority (RFC 3161) over HTTP, for tests and demonstrations. */
import { randomBytes } from 'node:crypto';
import { digest, digestLength, type Hash } from '../cms/algorithms.ts';
import {
  bitString,
  boolean,
  children,
  type DerNode,
  expectTag,
  generalizedTime,
  integer,
  oid,
  oidText,
  readDer,
  sequence,
  Tag,
} from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { buildSignedData } from '../cms/signedData.ts';
import type { SigningKey } from '../keys/signingKey.ts';
import { type RunningService, serve } from './serve.ts';
import type { TestAuthority } from './testAuthority.ts';

/** Private arc of documentation examples; a real authority names its own policy. */
const POLICY = '1.3.6.1.4.1.32473.1.1';
const hashes = new Map<string, Hash>([
  [Oid.sha256, 'sha256'],
  [Oid.sha384, 'sha384'],
  [Oid.sha512, 'sha512'],
]);

export async function startTimestampAuthority(options: {
  authority: TestAuthority;
  port?: number;
  /** Signs tokens with this key instead of the authority's own. */
  key?: SigningKey;
  clock?: () => Date;
}): Promise<RunningService> {
  const key = options.key ?? (await options.authority.service('timestamp')).key;
  const clock = options.clock ?? (() => new Date());
  return serve(options.port ?? 0, async (_path, body) => ({
    contentType: 'application/timestamp-reply',
    body: await timestampReply(key, body, clock()),
  }));
}

const rejected = (): Buffer =>
  // PKIStatusInfo: rejection (2), failInfo badDataFormat (bit 5).
  sequence(sequence(integer(2), bitString(Buffer.from([0x04]), 2)));

export async function timestampReply(key: SigningKey, query: Buffer, at: Date): Promise<Buffer> {
  const request = readQuery(query);
  if (!request) return rejected();
  const info = sequence(
    integer(1),
    oid(POLICY),
    request.imprint.raw,
    integer(randomBytes(8)),
    generalizedTime(at),
    // accuracy: one second
    sequence(integer(1)),
    ...(request.nonce ? [request.nonce.raw] : []),
  );
  const token = await buildSignedData({
    key,
    hash: 'sha256',
    contentType: Oid.tstInfo,
    content: info,
    contentDigest: digest('sha256', info),
    signingTime: at,
    withCertificates: request.withCertificates,
  });
  return sequence(sequence(integer(0)), token);
}

function readQuery(
  query: Buffer,
): { imprint: DerNode; nonce?: DerNode; withCertificates: boolean } | undefined {
  const [, imprint, ...rest] = children(expectTag(readDer(query), Tag.sequence));
  const [algorithm, hashed] = children(expectTag(imprint, Tag.sequence));
  const hash = hashes.get(oidText(children(expectTag(algorithm, Tag.sequence))[0]!));
  if (!imprint || !hash || hashed?.content.length !== digestLength[hash]) return undefined;
  const nonce = rest.find((field) => field.tag === Tag.integer);
  const asked = rest.some((field) => field.raw.equals(boolean(true)));
  return { imprint, withCertificates: asked, ...(nonce ? { nonce } : {}) };
}
