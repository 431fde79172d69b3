import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { extendPdf } from '../sign/extendPdf.ts';
import { signPdf } from '../sign/signPdf.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { trustFromPem } from '../trust/trustStore.ts';
import { validatePdf } from './validatePdf.ts';

let services: TestAuthorities;
beforeAll(async () => {
  services = await testAuthorities();
});
afterAll(() => services.stop());

const days = (count: number) => new Date(Date.now() + count * 86_400_000);
const trust = () => trustFromPem(services.authority.caPem);

describe('a signature of each level', () => {
  it.each([
    ['B-B', 'not-checked'],
    ['B-T', 'not-checked'],
    ['B-LT', 'good'],
    ['B-LTA', 'good'],
  ] as const)('%s is named so, and its revocation state is %s', async (level, revocation) => {
    const { person, timestampUrls } = services;
    for (const objectStreams of [false, true]) {
      const pdf = await signPdf(await samplePdf({ objectStreams }), {
        key: person.key,
        level,
        field: 'person',
        timestampUrls,
      });
      const { signatures } = await validatePdf(pdf, { trust: trust() });
      expect(signatures[0]).toMatchObject({ verdict: 'valid', level, revocation });
    }
  });

  it('B-LTA holds offline past the end of the signer’s certificate', async () => {
    const { authority, timestampUrls } = services;
    const { key } = await authority.issuePerson({ commonName: 'Ngắn hạn', notAfter: days(1) });
    const pdf = await signPdf(await samplePdf(), { key, level: 'B-LTA', field: 'person', timestampUrls });
    const [signature] = (await validatePdf(pdf, { trust: trust(), at: days(60) })).signatures;
    expect(signature).toMatchObject({ verdict: 'valid', level: 'B-LTA', revocation: 'good', reasons: [] });
    const strict = await validatePdf(pdf, { trust: trust(), requireRevocation: true });
    expect(strict.signatures.map((item) => item.verdict)).toEqual(['valid', 'valid']);
  });

  it('ends when the last timestamp’s authority has ended and nobody renewed it', async () => {
    const { person, timestampUrls } = services;
    const pdf = await signPdf(await samplePdf(), {
      key: person.key,
      level: 'B-LTA',
      field: 'person',
      timestampUrls,
    });
    const { signatures } = await validatePdf(pdf, { trust: trust(), at: days(19 * 365) });
    expect(signatures.map((item) => item.subIndication)).toEqual([
      'OUT_OF_BOUNDS_NOT_REVOKED',
      'OUT_OF_BOUNDS_NOT_REVOKED',
    ]);
  });

  it('stays what it is when an agency signs after it', async () => {
    const { person, agency, timestampUrls } = services;
    const first = await signPdf(await samplePdf(), {
      key: person.key,
      level: 'B-LTA',
      field: 'person',
      timestampUrls,
    });
    const second = await signPdf(first, { key: agency.key, level: 'B-LTA', field: 'agency', timestampUrls });
    const { signatures } = await validatePdf(second, { trust: trust() });
    expect(signatures.map((item) => [item.field, item.verdict, item.level])).toMatchObject([
      ['person', 'valid', 'B-LTA'],
      [expect.any(String), 'valid', 'DOC-TIMESTAMP'],
      ['agency', 'valid', 'B-LTA'],
      [expect.any(String), 'valid', 'DOC-TIMESTAMP'],
    ]);
  });

  it('made over a store from before is B-T, whatever the store holds, until it is raised', async () => {
    const { person, timestampUrls } = services;
    const options = { key: person.key, timestampUrls };
    const first = await signPdf(await samplePdf(), { ...options, level: 'B-LT', field: 'person' });
    const second = await signPdf(first, { ...options, level: 'B-T', field: 'agency' });
    const levels = async (pdf: Uint8Array) =>
      (await validatePdf(pdf, { trust: trust() })).signatures.map((item) => item.level);
    expect(await levels(second)).toEqual(['B-LT', 'B-T']);
    expect(await levels(await extendPdf(second, { level: 'B-LT' }))).toEqual(['B-LT', 'B-LT']);
  });
});
