import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startRevocationResponder } from '../authority/revocationResponder.ts';
import { createTestAuthority } from '../authority/testAuthority.ts';
import { startTimestampAuthority } from '../authority/timestampAuthority.ts';
import { openPdf } from '../pdf/openPdf.ts';
import { CertificateRevokedError } from '../revocation/collectMaterial.ts';
import { RevocationUnavailableError } from '../revocation/fetchRevocation.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { pyHanko, pyHankoEach } from '../testing/validators.ts';
import { TimestampUnavailableError } from '../timestamp/timestampRequest.ts';
import { trustFromPem } from '../trust/trustStore.ts';
import { storedMaterial } from '../validate/securityStore.ts';
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

  it('is one beside another also when the authorities repeat their answers', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'congvan-repeating-'));
    const authority = await createTestAuthority({ folder });
    const now = new Date();
    const responder = await startRevocationResponder({ authority, clock: () => now });
    const timestamps = await startTimestampAuthority({ authority });
    try {
      const { key } = await authority.issuePerson({ commonName: 'Người ký' });
      const options = { key, level: 'B-LT' as const, timestampUrls: [timestamps.url] };
      const first = await signPdf(await samplePdf(), { ...options, field: 'one' });
      const second = await signPdf(first, { ...options, field: 'two' });
      const third = await signPdf(second, { ...options, field: 'three' });
      const streams = [first, second, third].map((pdf) => {
        const store = storedMaterial(openPdf(pdf).latest)!;
        return new Set([...store.certificates, ...store.ocsps].map((bytes) => bytes.toString('hex'))).size;
      });
      expect(streams).toEqual([streams[0], streams[0], streams[0]]);
      const names = (pdf: Buffer) => {
        const { latest } = openPdf(pdf);
        return [
          ...(latest
            .dict(latest.dict(latest.catalog.entries.get('DSS'))!.entries.get('VRI'))
            ?.entries.keys() ?? []),
        ];
      };
      expect([first, second, third].map((pdf) => names(pdf).length)).toEqual([0, 1, 2]);
      const { signatures } = await validatePdf(third, { trust: trustFromPem(authority.caPem) });
      expect(signatures.map(({ level, verdict }) => `${level} ${verdict}`)).toEqual(
        Array(3).fill('B-LT valid'),
      );
      for (const report of await pyHankoEach([second, third], authority.caFile))
        expect(report.map(({ ok }) => ok)).not.toContain(false);
    } finally {
      await Promise.all([responder.stop(), timestamps.stop()]);
      rmSync(folder, { recursive: true });
    }
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
