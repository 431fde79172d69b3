/** What signing needs to know of an X.509 certificate (RFC 5280), read from its DER. */
import {
  children,
  type DerNode,
  expectTag,
  oidText,
  readDer,
  Tag,
  textValue,
  timeValue,
} from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';

export interface Certificate {
  /** The whole certificate, DER. */
  raw: Buffer;
  /** Name encodings as they stand in the certificate, to be compared and copied byte for byte. */
  issuer: Buffer;
  subject: Buffer;
  /** INTEGER encoding. */
  serialNumber: Buffer;
  notBefore: Date;
  notAfter: Date;
  /** SubjectPublicKeyInfo, DER. */
  publicKeyInfo: Buffer;
  /** The subject's common name, or '' when there is none. */
  commonName: string;
  /** OID → OCTET STRING content. */
  extensions: Map<string, Buffer>;
}

const known = new WeakMap<Uint8Array, Certificate>();

/** The same bytes are read once: a signing key is asked for its certificate with every signature. */
export function readCertificate(raw: Uint8Array): Certificate {
  const before = known.get(raw);
  if (before) return before;
  const read = parse(raw);
  known.set(raw, read);
  return read;
}

function parse(raw: Uint8Array): Certificate {
  const certificate = expectTag(readDer(raw), Tag.sequence);
  const fields = children(expectTag(children(certificate)[0], Tag.sequence));
  if (fields[0]?.tag === 0xa0) fields.shift();
  const [serialNumber, , issuer, validity, subject, publicKeyInfo, ...optional] = fields;
  const [notBefore, notAfter] = children(expectTag(validity, Tag.sequence));
  const extensions = optional.find((field) => field.tag === 0xa3);
  return {
    raw: certificate.raw,
    issuer: expectTag(issuer, Tag.sequence).raw,
    subject: expectTag(subject, Tag.sequence).raw,
    serialNumber: expectTag(serialNumber, Tag.integer).raw,
    notBefore: timeValue(notBefore!),
    notAfter: timeValue(notAfter!),
    publicKeyInfo: expectTag(publicKeyInfo, Tag.sequence).raw,
    commonName: nameAttribute(subject!, Oid.commonName) ?? '',
    extensions: extensions ? readExtensions(extensions) : new Map(),
  };
}

function readExtensions(wrapper: DerNode): Map<string, Buffer> {
  const list = children(expectTag(children(wrapper)[0], Tag.sequence));
  return new Map(
    list.map((extension) => {
      const parts = children(expectTag(extension, Tag.sequence));
      return [oidText(parts[0]!), expectTag(parts.at(-1), Tag.octetString).content] as const;
    }),
  );
}

/** The first value of an attribute in a Name. */
export function nameAttribute(name: DerNode, attribute: string): string | undefined {
  for (const set of children(name)) {
    for (const pair of children(set)) {
      const [type, value] = children(pair);
      if (type && value && oidText(type) === attribute) return textValue(value);
    }
  }
  return undefined;
}

export const isSelfIssued = (certificate: Certificate): boolean =>
  certificate.issuer.equals(certificate.subject);

/** Addresses of one access method (id-ad-ocsp, id-ad-caIssuers) in Authority Information Access. */
export function accessAddresses(certificate: Certificate, method: string): string[] {
  const extension = certificate.extensions.get(Oid.authorityInfoAccess);
  if (!extension) return [];
  return children(readDer(extension))
    .map(children)
    .filter(([type, location]) => type && location?.tag === 0x86 && oidText(type) === method)
    .map(([, location]) => location!.content.toString('latin1'));
}

/** HTTP addresses in CRL Distribution Points. */
export function crlAddresses(certificate: Certificate): string[] {
  const extension = certificate.extensions.get(Oid.crlDistributionPoints);
  if (!extension) return [];
  const addresses: string[] = [];
  const walk = (node: DerNode, depth: number): void => {
    if (node.tag === 0x86) addresses.push(node.content.toString('latin1'));
    else if (node.tag & 0x20 && depth < 8) for (const child of children(node)) walk(child, depth + 1);
  };
  walk(readDer(extension), 0);
  return addresses.filter((address) => /^https?:/i.test(address));
}

/** Orders certificates from the signer up, leaving out those that do not belong to its path. */
export function orderChain(signer: Certificate, others: Certificate[]): Certificate[] {
  const path: Certificate[] = [];
  for (let current = signer; !isSelfIssued(current) && path.length < 16; ) {
    const issuer = others.find((other) => other.subject.equals(current.issuer) && !path.includes(other));
    if (!issuer) break;
    path.push(issuer);
    current = issuer;
  }
  return path;
}
