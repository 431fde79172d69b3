/** A signature whose CMS a test writes by hand, so that it can say exactly what stands in it. */
import { createHash, sign } from 'node:crypto';
import type { Issued } from '../authority/testAuthority.ts';
import { digestIdentifier, signatureIdentifier } from '../cms/algorithms.ts';
import { context, integer, octetString, oid, sequence, setOf } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { attribute, attributesToSign, signingCertificateV2 } from '../cms/signedData.ts';
import { readCertificate } from '../keys/certificate.ts';
import { embedSignature, prepareSignature } from '../sign/prepareSignature.ts';

export interface HandMadeParts {
  /** Of what PAdES asks for, what is signed; none when left out. */
  attributes?: (usual: Buffer[]) => Buffer[];
  /** Named in place of `ETSI.CAdES.detached`, no longer than that. */
  subFilter?: string;
  /** Stands in place of the time that the dictionary states, no longer than that. */
  entry?: string;
  /** What travels inside, made of the signed bytes, and is signed in their place. */
  inside?: (signed: Buffer) => Buffer;
}

/** @param pdf has an empty signature field, `person` */
export function handMadeSignature(
  pdf: Uint8Array,
  { certificate, chain, privateKey }: Issued,
  { attributes, subFilter, entry, inside }: HandMadeParts,
): Buffer {
  const prepared = prepareSignature(pdf, {
    field: 'person',
    hash: 'sha256',
    signedAt: new Date(),
    room: 8000,
  });
  if (subFilter) {
    const usual = 'ETSI.CAdES.detached';
    prepared.pdf.write(subFilter.padEnd(usual.length), prepared.pdf.lastIndexOf(usual), 'latin1');
  }
  if (entry) {
    const [time = ''] =
      /\/M ?\(D:[^)]*\)/.exec(prepared.pdf.toString('latin1', prepared.contents.start - 500)) ?? [];
    prepared.pdf.write(entry.padEnd(time.length), prepared.pdf.lastIndexOf(time), 'latin1');
  }
  const { start, end } = prepared.contents;
  const bytes = Buffer.concat([prepared.pdf.subarray(0, start), prepared.pdf.subarray(end)]);
  const held = inside?.(bytes);
  const content = held ?? bytes;
  const signed = attributes?.([
    attribute(Oid.contentType, oid(Oid.data)),
    attribute(Oid.messageDigest, octetString(createHash('sha256').update(content).digest())),
    signingCertificateV2(certificate, 'sha256'),
  ]).sort(Buffer.compare);
  const { issuer, serialNumber } = readCertificate(certificate);
  const signer = sequence(
    integer(1),
    sequence(issuer, serialNumber),
    digestIdentifier('sha256'),
    ...(signed ? [context(0, ...signed)] : []),
    signatureIdentifier('RSASSA-PKCS1-v1_5', 'sha256'),
    octetString(sign('sha256', signed ? attributesToSign(signed) : content, privateKey)),
  );
  const signedData = sequence(
    integer(1),
    setOf(digestIdentifier('sha256')),
    sequence(oid(Oid.data), ...(held ? [context(0, octetString(held))] : [])),
    context(0, certificate, ...chain),
    setOf(signer),
  );
  return embedSignature(prepared, sequence(oid(Oid.signedData), context(0, signedData)));
}
