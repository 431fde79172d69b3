/** Builds CMS SignedData (RFC 5652) with the attributes that CAdES baseline asks for (EN 319 122-1). */

import { readCertificate } from '../keys/certificate.ts';
import type { SignerIdentity, SigningKey } from '../keys/signingKey.ts';
import { digest, digestIdentifier, type Hash, signatureIdentifier } from './algorithms.ts';
import { context, der, integer, octetString, oid, sequence, setOf, Tag, time } from './der.ts';
import { Oid } from './oids.ts';

export interface SignedDataInput {
  key: SignerIdentity;
  hash: Hash;
  /** Digest, by `hash`, of the content that is signed. */
  contentDigest: Uint8Array;
  /** OID of the content; id-data for a PDF, id-ct-TSTInfo for a timestamp. */
  contentType: string;
  /** Present when the content travels inside (a timestamp token); a PDF's signature is detached. */
  content?: Uint8Array;
  /** Adds the signing-time attribute: a timestamp token may have it, PAdES may not (EN 319 142-1, 6.3). */
  signingTime?: Date;
  /** Further signed attributes, DER. */
  signedAttributes?: Buffer[];
  /** Left out for a timestamp whose request did not ask for certificates. */
  withCertificates?: boolean;
}

export interface SignerInfoParts {
  signedAttributes: Buffer[];
  signature: Uint8Array;
}

export const attribute = (type: string, ...values: Uint8Array[]): Buffer =>
  sequence(oid(type), setOf(...values));

/** What of a signed message depends on the key alone: made once for each key. */
interface SignerFacts {
  issuerAndSerialNumber: Buffer;
  /** ESS signing-certificate-v2 by digest algorithm. */
  essAttributes: Map<Hash, Buffer>;
  /** `[0] certificates`. */
  certificates: Buffer;
}

const knownSigners = new WeakMap<SignerIdentity, SignerFacts>();

function signerFacts(key: SignerIdentity): SignerFacts {
  const known = knownSigners.get(key);
  if (known) return known;
  const certificate = readCertificate(key.certificate);
  const facts: SignerFacts = {
    issuerAndSerialNumber: sequence(certificate.issuer, certificate.serialNumber),
    essAttributes: new Map(),
    certificates: context(0, ...[key.certificate, ...key.chain].sort(Buffer.compare)),
  };
  knownSigners.set(key, facts);
  return facts;
}

function essAttribute(key: SignerIdentity, hash: Hash): Buffer {
  const { essAttributes } = signerFacts(key);
  const known = essAttributes.get(hash) ?? signingCertificateV2(key.certificate, hash);
  essAttributes.set(hash, known);
  return known;
}

/** ESS signing-certificate-v2 (RFC 5035) naming the signer's certificate by its digest, issuer and serial. */
export function signingCertificateV2(certificateDer: Uint8Array, hash: Hash): Buffer {
  const certificate = readCertificate(certificateDer);
  const issuerSerial = sequence(sequence(context(4, certificate.issuer)), certificate.serialNumber);
  // The hash algorithm's DEFAULT is sha256 and DER leaves defaults out.
  const algorithm = hash === 'sha256' ? [] : [digestIdentifier(hash)];
  const essCertId = sequence(...algorithm, octetString(digest(hash, certificateDer)), issuerSerial);
  return attribute(Oid.signingCertificateV2, sequence(sequence(essCertId)));
}

/** The signed attributes in DER order, as they are hashed (tag SET) for the signature. */
export function signedAttributes(input: Omit<SignedDataInput, 'content'>): Buffer[] {
  return [
    attribute(Oid.contentType, oid(input.contentType)),
    attribute(Oid.messageDigest, octetString(input.contentDigest)),
    ...(input.signingTime ? [attribute(Oid.signingTime, time(input.signingTime))] : []),
    essAttribute(input.key, input.hash),
    ...(input.signedAttributes ?? []),
  ].sort(Buffer.compare);
}

/** The bytes that the private key signs (RFC 5652, 5.4). */
export const attributesToSign = (attributes: Buffer[]): Buffer => der(Tag.set, ...attributes);

/** Puts a signature and its attributes together to a ContentInfo, DER. */
export function assembleSignedData(
  input: Omit<SignedDataInput, 'contentDigest'>,
  parts: SignerInfoParts,
  unsignedAttributes: Uint8Array[] = [],
): Buffer {
  const { key, hash, contentType, content } = input;
  const facts = signerFacts(key);
  const signerInfo = sequence(
    integer(1),
    facts.issuerAndSerialNumber,
    digestIdentifier(hash),
    context(0, ...parts.signedAttributes),
    signatureIdentifier(key.algorithm, hash),
    octetString(parts.signature),
    ...(unsignedAttributes.length ? [context(1, ...[...unsignedAttributes].sort(Buffer.compare))] : []),
  );
  const signedData = sequence(
    // RFC 5652, 5.1: version 3 when the content is not id-data.
    integer(contentType === Oid.data ? 1 : 3),
    setOf(digestIdentifier(hash)),
    sequence(oid(contentType), ...(content ? [context(0, octetString(content))] : [])),
    ...(input.withCertificates === false ? [] : [facts.certificates]),
    setOf(signerInfo),
  );
  return sequence(oid(Oid.signedData), context(0, signedData));
}

/** Signs and assembles in one step. */
export async function buildSignedData(
  input: SignedDataInput & { key: SigningKey },
  unsignedAttributes?: (signature: Uint8Array) => Promise<Uint8Array[]>,
): Promise<Buffer> {
  const attributes = signedAttributes(input);
  const signature = await input.key.sign(attributesToSign(attributes), input.hash);
  const unsigned = (await unsignedAttributes?.(signature)) ?? [];
  return assembleSignedData(input, { signedAttributes: attributes, signature }, unsigned);
}
