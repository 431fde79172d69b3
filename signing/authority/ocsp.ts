/** Answers OCSP requests (RFC 6960) from what the test authority has issued and revoked. */
import { createHash } from 'node:crypto';
import { signatureIdentifier } from '../cms/algorithms.ts';
import {
  bitString,
  children,
  context,
  contextPrimitive,
  type DerNode,
  der,
  enumerated,
  expectTag,
  generalizedTime,
  octetString,
  oid,
  oidText,
  readDer,
  sequence,
  Tag,
} from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { readCertificate } from '../keys/certificate.ts';
import { keyIdentifier } from './issueCertificate.ts';
import type { Issued, TestAuthority } from './testAuthority.ts';

const DAY = 86_400_000;
const hashes: Record<string, string> = { [Oid.sha1]: 'sha1', [Oid.sha256]: 'sha256' };
const MAX_CERTIFICATES = 20;

export interface OcspResponders {
  root: Issued;
  issuing: Issued;
}

export async function ocspReply(
  authority: TestAuthority,
  responders: OcspResponders,
  request: Buffer,
  at: Date,
): Promise<Buffer> {
  const fields = children(expectTag(children(expectTag(readDer(request), Tag.sequence))[0], Tag.sequence));
  const list = children(
    expectTag(
      fields.find((field) => field.tag === Tag.sequence),
      Tag.sequence,
    ),
  );
  if (list.length === 0 || list.length > MAX_CERTIFICATES) return failure(1);
  const ids = list.map((item) => expectTag(children(item)[0], Tag.sequence));
  const name = issuerOf(authority, ids[0]!);
  if (!name) return failure(6);
  const nonce = fields.find((field) => field.tag === 0xa2);
  const responder = responders[name];
  const { publicKeyInfo } = readCertificate(responder.certificate);
  const responses = await Promise.all(
    ids.map((id) => singleResponse(authority, id, issuerOf(authority, id) === name, at)),
  );
  const data = sequence(
    context(2, octetString(keyIdentifier(publicKeyInfo))),
    generalizedTime(at),
    sequence(...responses),
    ...(nonce ? nonceOf(nonce) : []),
  );
  const basic = sequence(
    data,
    signatureIdentifier(responder.key.algorithm, 'sha256'),
    bitString(await responder.key.sign(data, 'sha256')),
    context(0, sequence(responder.certificate)),
  );
  const bytes = sequence(oid(Oid.ocspBasic), octetString(basic));
  return sequence(enumerated(0), context(0, bytes));
}

/** OCSPResponseStatus without a response: 1 malformedRequest, 6 unauthorized. */
const failure = (status: number): Buffer => sequence(enumerated(status));

function issuerOf(authority: TestAuthority, id: DerNode): 'root' | 'issuing' | undefined {
  const [algorithm, nameHash, keyHash] = children(id);
  const hash = hashes[oidText(children(expectTag(algorithm, Tag.sequence))[0]!)];
  if (!hash) return undefined;
  return (['root', 'issuing'] as const).find((name) => {
    const { subject, publicKeyInfo } = readCertificate(authority[name].certificate);
    const key = children(readDer(publicKeyInfo))[1]!.content.subarray(1);
    const digest = (bytes: Buffer) => createHash(hash).update(bytes).digest();
    return nameHash?.content.equals(digest(subject)) && keyHash?.content.equals(digest(key));
  });
}

async function singleResponse(
  authority: TestAuthority,
  id: DerNode,
  ours: boolean,
  at: Date,
): Promise<Buffer> {
  const serial = children(id)[3]?.content.toString('hex') ?? '';
  const entry = ours ? await authority.entry(serial) : undefined;
  return sequence(
    id.raw,
    status(entry),
    generalizedTime(at),
    context(0, generalizedTime(new Date(at.getTime() + DAY))),
  );
}

/** CertStatus: good [0], revoked [1], unknown [2]. */
function status(entry: { revokedAt?: string; reason?: number } | undefined): Buffer {
  if (!entry) return contextPrimitive(2, Buffer.alloc(0));
  if (!entry.revokedAt) return contextPrimitive(0, Buffer.alloc(0));
  const reason = entry.reason === undefined ? [] : [context(0, enumerated(entry.reason))];
  return der(0xa1, generalizedTime(new Date(entry.revokedAt)), ...reason);
}

/** The request's nonce goes back in the response's extensions (RFC 8954). */
function nonceOf(wrapper: DerNode): Buffer[] {
  const list = children(expectTag(children(wrapper)[0], Tag.sequence));
  const nonce = list.find((item) => oidText(children(item)[0]!) === Oid.ocspNonce);
  return nonce ? [context(1, sequence(nonce.raw))] : [];
}
