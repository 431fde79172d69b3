/** What a signer, or whoever asked for the signature, could write so that two readers conclude differently. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestIdentifier } from '../cms/algorithms.ts';
import { context, octetString, oid, sequence, time } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { attribute } from '../cms/signedData.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { type HandMadeParts, handMadeSignature } from '../testing/handMadeSignature.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { trustFromPem } from '../trust/trustStore.ts';
import { validatePdf } from './validatePdf.ts';

let services: TestAuthorities;
let pdf: Buffer;
beforeAll(async () => {
  services = await testAuthorities();
  pdf = await samplePdf();
});
afterAll(() => services.stop());

async function judged(parts: HandMadeParts) {
  const signed = handMadeSignature(pdf, services.person, parts);
  const trust = trustFromPem(services.authority.caPem);
  return (await validatePdf(signed, { trust })).signatures[0]!;
}

const ALGORITHM_PROTECTION = '1.2.840.113549.1.9.52';
const SIGNING_CERTIFICATE = '1.2.840.113549.1.9.16.2.12';
/** RFC 6211, 2: digest and signature algorithm. */
const protection = (hash: 'sha256' | 'sha512', signature: string) =>
  attribute(ALGORITHM_PROTECTION, sequence(digestIdentifier(hash), context(1, oid(signature))));

describe('signed attributes', () => {
  it('as PAdES asks for them are valid', async () => {
    expect(await judged({ attributes: (usual) => usual })).toMatchObject({ verdict: 'valid' });
    const protectedBy = (usual: Buffer[]) => [...usual, protection('sha256', Oid.sha256WithRsa)];
    expect(await judged({ attributes: protectedBy })).toMatchObject({ verdict: 'valid' });
  });

  it('that name other algorithms than the signature has are broken', async () => {
    for (const other of [protection('sha512', Oid.sha256WithRsa), protection('sha256', Oid.sha512WithRsa)]) {
      const report = await judged({ attributes: (usual) => [...usual, other] });
      expect(report).toMatchObject({ verdict: 'broken', reasons: [{ code: 'ALGORITHM_PROTECTION' }] });
    }
  });

  it.each([
    ['two digests', Oid.messageDigest, [octetString(Buffer.alloc(32, 0xff))]],
    ['two times', Oid.signingTime, [time(new Date(0)), time(new Date())]],
  ])('with %s in one attribute are broken', async (_, type, values) => {
    const attributes = (usual: Buffer[]) => {
      const kept = usual.filter((item) => !item.includes(oid(type)));
      const own = usual.filter((item) => item.includes(oid(type)));
      const first = own.length ? [own[0]!.subarray(-34)] : [];
      return [...kept, attribute(type, ...first, ...values)];
    };
    expect(await judged({ attributes })).toMatchObject({ verdict: 'broken' });
  });

  it('that name another certificate in the older way are not believed', async () => {
    const other = attribute(SIGNING_CERTIFICATE, sequence(sequence(sequence(octetString(Buffer.alloc(20))))));
    expect(await judged({ attributes: (usual) => [...usual, other] })).toMatchObject({
      subIndication: 'NO_SIGNING_CERTIFICATE_FOUND',
    });
  });
});

it('a document that is signed by its SHA-1 alone counts as weak, whatever hash the signature has', async () => {
  const report = await judged({
    subFilter: 'adbe.pkcs7.sha1',
    inside: (signed) => createHash('sha1').update(signed).digest(),
    attributes: (usual) => usual,
  });
  expect(report).toMatchObject({ verdict: 'unknown', subIndication: 'CRYPTO_CONSTRAINTS_FAILURE_NO_POE' });
  expect(report.reasons).toMatchObject([{ code: 'ALGORITHM_WEAK', values: { algorithm: 'SHA1' } }]);
});

describe('a signature’s dictionary', () => {
  it.each([
    ['the same', '/Type /Sig', 'valid', []],
    ['two things', '/Type /DocTimeStamp', 'broken', ['DUPLICATE_KEY']],
  ])('that says %s under one key twice is %s', async (_, entry, verdict, codes) => {
    const report = await judged({ attributes: (usual) => usual, entry });
    expect([report.verdict, report.reasons.map(({ code }) => code)]).toEqual([
      verdict,
      verdict === 'valid' ? ['REVOCATION_NOT_CHECKED'] : codes,
    ]);
  });
});
