/** Reads CMS SignedData (RFC 5652, 5) as it came from outside. */
import { berToDer } from '../cms/ber.ts';
import {
  children,
  DerError,
  type DerNode,
  der,
  expectTag,
  oidText,
  readDer,
  Tag,
  timeValue,
} from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { hashOf, type SignatureAlgorithm, signatureAlgorithm } from '../trust/verifySignature.ts';

export interface SignedData {
  contentType: string;
  /** Content that travels inside. */
  content: Buffer | undefined;
  certificates: Buffer[];
  crls: Buffer[];
  signers: SignerInfo[];
}

export interface SignerInfo {
  /** By issuer and serial number, or by subject key identifier. */
  issuer?: Buffer;
  serialNumber?: Buffer;
  keyIdentifier?: Buffer;
  digest: string;
  algorithm: SignatureAlgorithm;
  /** As hashed for the signature: tag SET (5.4). */
  signedAttributes: Buffer | undefined;
  attributes: Map<string, DerNode[]>;
  /** An attribute that stands twice: RFC 5652, 5.3 forbids it for signed ones. */
  repeated: string[];
  unsigned: Map<string, DerNode[]>;
  signature: Buffer;
  signingTime: Date | undefined;
}

/** @throws DerError when it is not SignedData; UnsupportedAlgorithmError */
export function readSignedData(bytes: Uint8Array): SignedData {
  let node: DerNode;
  try {
    node = readDer(bytes);
    return parse(node);
  } catch (error) {
    if (!(error instanceof DerError)) throw error;
    return parse(readDer(berToDer(bytes)));
  }
}

function parse(info: DerNode): SignedData {
  const [type, wrapper] = children(expectTag(info, Tag.sequence));
  if (!type || oidText(type) !== Oid.signedData) throw new DerError('không phải SignedData');
  const fields = children(expectTag(children(expectTag(wrapper, 0xa0))[0], Tag.sequence));
  const [, , encapsulated] = fields;
  const signerSet = expectTag(fields.at(-1), Tag.set);
  const [contentType, content] = children(expectTag(encapsulated, Tag.sequence));
  const certificates = fields.slice(3, -1).find((field) => field.tag === 0xa0);
  const crls = fields.slice(3, -1).find((field) => field.tag === 0xa1);
  return {
    contentType: oidText(contentType!),
    content: content && expectTag(children(content)[0], Tag.octetString).content,
    certificates: certificates
      ? children(certificates)
          .filter(isSequence)
          .map((item) => item.raw)
      : [],
    crls: crls
      ? children(crls)
          .filter(isSequence)
          .map((item) => item.raw)
      : [],
    signers: children(signerSet).map(readSigner),
  };
}

const isSequence = (node: DerNode): boolean => node.tag === Tag.sequence;

function readSigner(node: DerNode): SignerInfo {
  const [, identifier, digestAlgorithm, ...rest] = children(expectTag(node, Tag.sequence));
  const signed = rest[0]?.tag === 0xa0 ? rest.shift() : undefined;
  const [algorithm, signature, unsigned] = rest;
  const digest = hashOf(expectTag(digestAlgorithm, Tag.sequence));
  const attributes = signed ? readAttributes(signed) : { map: new Map<string, DerNode[]>(), repeated: [] };
  const time = attributes.map.get(Oid.signingTime)?.[0];
  return {
    ...readIdentifier(identifier),
    digest,
    algorithm: signatureAlgorithm(expectTag(algorithm, Tag.sequence), digest),
    signedAttributes: signed && der(Tag.set, signed.content),
    attributes: attributes.map,
    repeated: attributes.repeated,
    unsigned: unsigned?.tag === 0xa1 ? readAttributes(unsigned).map : new Map(),
    signature: expectTag(signature, Tag.octetString).content,
    signingTime: time && timeValue(time),
  };
}

function readIdentifier(
  node: DerNode | undefined,
): Pick<SignerInfo, 'issuer' | 'serialNumber' | 'keyIdentifier'> {
  if (node?.tag === 0x80) return { keyIdentifier: node.content };
  const [issuer, serialNumber] = children(expectTag(node, Tag.sequence));
  return {
    issuer: expectTag(issuer, Tag.sequence).raw,
    serialNumber: expectTag(serialNumber, Tag.integer).raw,
  };
}

function readAttributes(set: DerNode): { map: Map<string, DerNode[]>; repeated: string[] } {
  const map = new Map<string, DerNode[]>();
  const repeated: string[] = [];
  for (const attribute of children(set)) {
    const [type, values] = children(attribute);
    const key = oidText(type!);
    const list = children(expectTag(values, Tag.set));
    const known = map.get(key);
    if (known) {
      repeated.push(key);
      known.push(...list);
    } else map.set(key, [...list]);
  }
  return { map, repeated };
}
