import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { demonstrationSeal } from '../appearance/demonstration.ts';
import { issueCertificate } from '../authority/issueCertificate.ts';
import type { Issued } from '../authority/testAuthority.ts';
import { type SigningKey, softwareKey } from '../keys/signingKey.ts';
import { signPdf } from '../sign/signPdf.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { trustFromPem } from '../trust/trustStore.ts';
import { type ValidateOptions, validatePdf } from './validatePdf.ts';

let services: TestAuthorities;
let first: Buffer;
beforeAll(async () => {
  services = await testAuthorities();
  const { person, timestampUrls } = services;
  first = await signPdf(await samplePdf(), {
    key: person.key,
    level: 'B-LT',
    field: 'person',
    timestampUrls,
  });
});
afterAll(() => services.stop());

const days = (count: number) => new Date(Date.now() + count * 86_400_000);

/** Another signature, drawn on the page, without a timestamp. */
const sealed = (key: SigningKey, signedAt = new Date()) =>
  signPdf(first, {
    key,
    level: 'B-B',
    field: 'agency',
    signedAt,
    place: { page: 0, x: 60, y: 60, width: 100, height: 100 },
    appearance: { kind: 'image', png: demonstrationSeal('Minh họa') },
  });

async function verdicts(pdf: Uint8Array, options: Partial<ValidateOptions> = {}): Promise<string[]> {
  const trust = trustFromPem(services.authority.caPem);
  const { signatures } = await validatePdf(pdf, { trust, ...options });
  return signatures.map(({ verdict }) => verdict);
}

it('the end of a later signer’s certificate is no change of what was signed before', async () => {
  const agency = await services.authority.issueAgencySeal({ commonName: 'Sở Minh họa', notAfter: days(1) });
  const pdf = await sealed(agency.key);
  expect(await verdicts(pdf)).toEqual(['valid', 'valid']);
  expect(await verdicts(pdf, { at: days(30) })).toEqual(['valid', 'untrusted']);
});

it('nor is want of word on the revocation of that certificate', async () => {
  const pdf = await sealed(services.agency.key);
  expect(await verdicts(pdf, { requireRevocation: true })).toEqual(['valid', 'unknown']);
});

it('a stranger whose certificate has expired is a stranger still', async () => {
  const stranger = await issuedBy(services.agency);
  expect(await verdicts(await sealed(stranger, days(-1)))).toEqual(['changed', 'untrusted']);
});

/** A certificate that expired an hour ago, of an issuer that is no authority. */
async function issuedBy(issuer: Issued): Promise<SigningKey> {
  const { privateKey, certificate } = await services.authority.issuePerson({ commonName: 'Khóa' });
  const made = await issueCertificate(
    {
      purpose: 'signer',
      subject: { commonName: 'Người lạ' },
      publicKey: new X509Certificate(certificate).publicKey,
      serialNumber: Buffer.from([7]),
      notBefore: days(-2),
      notAfter: days(-1 / 24),
    },
    { key: issuer.privateKey, certificate: issuer.certificate },
  );
  return softwareKey(privateKey, made, [issuer.certificate, ...issuer.chain]);
}
