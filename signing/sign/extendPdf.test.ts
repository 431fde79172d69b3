import { X509Certificate } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestAuthority } from '../authority/testAuthority.ts';
import { CertificateRevokedError } from '../revocation/collectMaterial.ts';
import { RevocationUnavailableError } from '../revocation/fetchRevocation.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { pyHanko, pyHankoEach } from '../testing/validators.ts';
import { TimestampUnavailableError } from '../timestamp/timestampRequest.ts';
import { trustFromPem } from '../trust/trustStore.ts';
import { validatePdf } from '../validate/validatePdf.ts';
import { archiveExpiry, extendPdf, NothingToExtendError } from './extendPdf.ts';
import { signPdf } from './signPdf.ts';

let services: TestAuthorities;
beforeAll(async () => {
  services = await testAuthorities();
});
afterAll(() => services.stop());

describe('a signature for the long term', () => {
  it('carries all that its validation needs, and stays accepted when others sign and when it is renewed', async () => {
    const { authority, timestampUrls, person, agency } = services;
    const signed = await signPdf(await samplePdf(), {
      key: person.key,
      level: 'B-LTA',
      field: 'person',
      timestampUrls,
    });
    const sealed = await signPdf(signed, { key: agency.key, level: 'B-LTA', field: 'agency', timestampUrls });
    const renewed = await extendPdf(sealed, { level: 'B-LTA', timestampUrls });
    const [first, second, third] = await pyHankoEach([signed, sealed, renewed], authority.caFile, {
      ades: true,
    });
    const passed = (field: string) => ({ field, ok: true, indication: 'AdESPassed.OK' });
    expect(first).toMatchObject([passed('person'), { field: 'timestamp-1', ok: true }]);
    expect(second).toMatchObject([passed('person'), { ok: true }, passed('agency'), { ok: true }]);
    expect(third).toMatchObject([
      passed('person'),
      { field: 'timestamp-1', ok: true },
      passed('agency'),
      { field: 'timestamp-2', ok: true },
      { field: 'timestamp-3', ok: true, coverage: 'ENTIRE_FILE' },
    ]);
  });

  it('is raised step by step from B-B, each step named by the level that it reaches', async () => {
    const { authority, timestampUrls, person } = services;
    const trust = trustFromPem(authority.caPem);
    const steps = [await signPdf(await samplePdf(), { key: person.key, level: 'B-B', field: 'person' })];
    for (const level of ['B-T', 'B-LT', 'B-LTA'] as const) {
      steps.push(await extendPdf(steps.at(-1)!, { level, timestampUrls }));
    }
    const atOnce = await extendPdf(steps[0]!, { level: 'B-LT', timestampUrls });
    const levels = [];
    for (const pdf of [...steps, atOnce]) {
      const { signatures } = await validatePdf(pdf, { trust });
      levels.push(signatures.map(({ level, verdict }) => `${level} ${verdict}`));
    }
    expect(levels).toEqual([
      ['B-B valid'],
      ['B-T valid', 'DOC-TIMESTAMP valid'],
      ['B-LT valid', 'DOC-TIMESTAMP valid'],
      ['B-LTA valid', 'DOC-TIMESTAMP valid', 'DOC-TIMESTAMP valid'],
      ['B-LT valid', 'DOC-TIMESTAMP valid'],
    ]);
    // Not by `ades`: there pyHanko asks for a signature timestamp and does not look for one of the document.
    const [last] = await pyHankoEach([steps.at(-1)!], authority.caFile);
    expect(last!.map(({ ok }) => ok)).toEqual([true, true, true]);
    await expect(extendPdf(steps[0]!, { level: 'B-LT' })).rejects.toThrow(TimestampUnavailableError);
  });

  it('keeps a timestamp that it has: raised to B-T, nothing is added', async () => {
    const { timestampUrls, person } = services;
    const signed = await signPdf(await samplePdf(), {
      key: person.key,
      level: 'B-T',
      field: 'person',
      timestampUrls,
    });
    expect((await extendPdf(signed, { level: 'B-T', timestampUrls })).equals(signed)).toBe(true);
  });

  it('is raised from B-T to B-LT without a timestamp over the document', async () => {
    const { authority, timestampUrls, person } = services;
    const signed = await signPdf(await samplePdf(), {
      key: person.key,
      level: 'B-LT',
      field: 'person',
      timestampUrls,
    });
    const report = await pyHanko(signed, authority.caFile);
    expect(report).toMatchObject([{ field: 'person', ok: true, modification: 'LTA_UPDATES' }]);
    expect(archiveExpiry(signed)).toBeUndefined();
  });

  it('says when its last timestamp has to be renewed', async () => {
    const { timestampUrls, person, authority } = services;
    const signed = await signPdf(await samplePdf(), {
      key: person.key,
      level: 'B-LTA',
      field: 'person',
      timestampUrls,
    });
    const { certificate } = await authority.service('timestamp');
    expect(archiveExpiry(signed)).toEqual(new Date(new X509Certificate(certificate).validTo));
  });

  it('is refused to a revoked certificate', async () => {
    const { authority, timestampUrls } = services;
    const leaver = await authority.issuePerson({ commonName: 'Người thôi giữ chức' });
    await authority.revoke(new X509Certificate(leaver.certificate).serialNumber);
    const signing = signPdf(await samplePdf(), {
      key: leaver.key,
      level: 'B-LT',
      field: 'person',
      timestampUrls,
    });
    await expect(signing).rejects.toThrow(CertificateRevokedError);
  });

  it('is refused when no authority answers, with the reason', async () => {
    const { authority, timestampUrls } = services;
    const silent = await createTestAuthority({ folder: `${authority.folder}/silent` });
    const { key } = await silent.issuePerson({ commonName: 'Người ký' });
    const signing = signPdf(await samplePdf(), { key, level: 'B-LT', field: 'person', timestampUrls });
    await expect(signing).rejects.toThrow(RevocationUnavailableError);
    await expect(signing).rejects.toThrow(/ECONNREFUSED/);
  });

  it('needs a signature to begin with', async () => {
    await expect(extendPdf(await samplePdf(), { level: 'B-LT' })).rejects.toThrow(NothingToExtendError);
  });
});
