/** Sub-indications as EN 319 102-1, tables 5 and 6 mean them; each was compared with EU DSS 6.4. */
import { X509Certificate } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from '../authority/serve.ts';
import { createTestAuthority, type Issued, type IssueOptions } from '../authority/testAuthority.ts';
import { startTimestampAuthority } from '../authority/timestampAuthority.ts';
import { oid, sequence } from '../cms/der.ts';
import { attribute } from '../cms/signedData.ts';
import { extendPdf } from '../sign/extendPdf.ts';
import { signPdf } from '../sign/signPdf.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { type HandMadeParts, handMadeSignature } from '../testing/handMadeSignature.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { trustFromPem } from '../trust/trustStore.ts';
import { validatePdf } from './validatePdf.ts';

let services: TestAuthorities;
let pdf: Buffer;
const running: RunningService[] = [];
beforeAll(async () => {
  services = await testAuthorities();
  pdf = await samplePdf();
});
afterAll(async () => {
  await Promise.all(running.map((service) => service.stop()));
  await services.stop();
});

const hours = (count: number) => new Date(Date.now() + count * 3_600_000);
const person = (options: Partial<IssueOptions> = {}) =>
  services.authority.issuePerson({ commonName: 'Người ký', ...options });

async function timestampAuthority(clock: Date, authority = services.authority): Promise<string> {
  const service = await startTimestampAuthority({ authority, clock: () => clock });
  running.push(service);
  return service.url;
}

/** Signed two hours ago, as it says; a timestamp's time is what the authority says. */
const signed = ({ key }: Issued, url?: string) =>
  signPdf(pdf, {
    key,
    level: url ? 'B-T' : 'B-B',
    field: 'person',
    signedAt: hours(-2),
    ...(url ? { timestampUrls: [url] } : {}),
  });

async function judged(bytes: Uint8Array, requireRevocation = false) {
  const trust = trustFromPem(services.authority.caPem);
  const { signatures } = await validatePdf(bytes, { trust, online: true, requireRevocation });
  const { verdict, indication, subIndication, revocation } = signatures[0]!;
  return { verdict, result: [indication, subIndication].filter(Boolean).join(' / '), revocation };
}

async function revoked(at: Date, reason = 0): Promise<Issued> {
  const issued = await person();
  await services.authority.revoke(new X509Certificate(issued.certificate).serialNumber, reason, at);
  return issued;
}

describe('a revoked certificate', () => {
  it('after the time that a timestamp proves takes nothing back', async () => {
    const url = await timestampAuthority(hours(-2));
    expect(await judged(await signed(await revoked(hours(-1), 1), url))).toMatchObject({ verdict: 'valid' });
  });

  it('before that time, or without a timestamp, is no proof that it was signed after the revocation', async () => {
    const url = await timestampAuthority(hours(-2));
    const early = await revoked(hours(-3));
    const without = { verdict: 'untrusted', result: 'INDETERMINATE / REVOKED_NO_POE', revocation: 'revoked' };
    expect(await judged(await signed(early, url))).toEqual(without);
    expect(await judged(await signed(early))).toEqual(without);
  });

  it('that is only suspended leaves the question open', async () => {
    expect(await judged(await signed(await revoked(hours(-3), 6)))).toMatchObject({
      verdict: 'unknown',
      result: 'INDETERMINATE / TRY_LATER',
    });
  });
});

describe('a certificate that has expired', () => {
  const expired = () => person({ notBefore: hours(-48), notAfter: hours(-1) });

  it('counts while a timestamp proves that it was used before', async () => {
    const url = await timestampAuthority(hours(-2));
    expect(await judged(await signed(await expired(), url))).toMatchObject({ verdict: 'valid' });
  });

  it('is not known to be good from what its authority says after the end', async () => {
    const url = await timestampAuthority(hours(-2));
    const bytes = await signed(await expired(), url);
    expect(await judged(bytes)).toMatchObject({ revocation: 'not-checked' });
    expect(await judged(bytes, true)).toMatchObject({ result: 'INDETERMINATE / TRY_LATER' });
  });

  it('is out of bounds without a timestamp, and with one from after its end', async () => {
    const url = await timestampAuthority(new Date());
    const issued = await expired();
    const outOfBounds = { verdict: 'untrusted', result: 'INDETERMINATE / OUT_OF_BOUNDS_NO_POE' };
    expect(await judged(await signed(issued))).toMatchObject(outOfBounds);
    expect(await judged(await signed(issued, url))).toMatchObject(outOfBounds);
  });

  it('is out of bounds but known not to be revoked when the file holds what its authority said', async () => {
    const issued = await person({ notAfter: hours(24) });
    const url = await timestampAuthority(new Date());
    const bytes = await signPdf(pdf, {
      key: issued.key,
      level: 'B-LT',
      field: 'person',
      timestampUrls: [url],
    });
    const { authority } = services;
    const report = await validatePdf(bytes, {
      trust: trustFromPem(authority.caPem),
      at: hours(24 * 365 * 19),
    });
    expect(report.signatures[0]).toMatchObject({
      verdict: 'untrusted',
      subIndication: 'OUT_OF_BOUNDS_NOT_REVOKED',
    });
  });
});

describe('a timestamp', () => {
  it('from before the certificate began proves that the signature cannot be the certificate’s', async () => {
    const issued = await person({ notBefore: hours(-1) });
    const bytes = await signPdf(pdf, {
      key: issued.key,
      level: 'B-T',
      field: 'person',
      timestampUrls: [await timestampAuthority(hours(-2))],
    });
    expect(await judged(bytes)).toMatchObject({
      verdict: 'untrusted',
      result: 'TOTAL-FAILED / NOT_YET_VALID',
    });
  });

  it('from before its own authority’s certificate began proves nothing', async () => {
    const issued = await person({ notBefore: hours(-48) });
    const bytes = await signed(issued, await timestampAuthority(hours(-24 * 40)));
    const { signatures } = await validatePdf(bytes, { trust: trustFromPem(services.authority.caPem) });
    expect(signatures[0]).toMatchObject({
      verdict: 'valid',
      signedAtSource: 'claimed',
      timestamps: [{ valid: false, reasons: [{ code: 'TIMESTAMP_OUTSIDE_VALIDITY' }] }],
    });
  });

  it('of the document that proves nothing is not valid itself', async () => {
    const timestampUrls = [await timestampAuthority(hours(-24 * 40))];
    const first = { key: (await person()).key, level: 'B-B', field: 'person' } as const;
    const bytes = await extendPdf(await signPdf(pdf, first), { level: 'B-T', timestampUrls });
    const { signatures } = await validatePdf(bytes, { trust: trustFromPem(services.authority.caPem) });
    expect(signatures).toMatchObject([
      { kind: 'signature', verdict: 'valid', signedAtSource: 'claimed' },
      {
        ...{ kind: 'document-timestamp', verdict: 'untrusted', subIndication: 'SIG_CONSTRAINTS_FAILURE' },
        reasons: [{ code: 'TIMESTAMP_OUTSIDE_VALIDITY' }],
      },
    ]);
  });

  it('of an authority that nobody trusts proves nothing', async () => {
    const other = await createTestAuthority({ folder: mkdtempSync(join(tmpdir(), 'congvan-other-')) });
    const url = await timestampAuthority(new Date(), other);
    const bytes = await signed(await person({ notBefore: hours(-48), notAfter: hours(-1) }), url);
    expect(await judged(bytes)).toMatchObject({ result: 'INDETERMINATE / OUT_OF_BOUNDS_NO_POE' });
  });
});

const handMade = async (parts: HandMadeParts = {}) => handMadeSignature(pdf, await person(), parts);

it('a PAdES signature without signed attributes is not one', async () => {
  expect(await judged(await handMade())).toMatchObject({
    verdict: 'untrusted',
    result: 'INDETERMINATE / SIG_CONSTRAINTS_FAILURE',
  });
});

it('tells what the signer committed to, and by which policy', async () => {
  const type = (number: number) => `1.2.840.113549.1.9.16.${number}`;
  const bytes = await handMade({
    attributes: (usual) => [
      ...usual,
      attribute(`${type(2)}.16`, sequence(oid(`${type(6)}.5`))),
      attribute(`${type(2)}.15`, sequence(oid('1.3.6.1.4.1.32473.5'))),
    ],
  });
  const { signatures } = await validatePdf(bytes, { trust: trustFromPem(services.authority.caPem) });
  expect(signatures).toMatchObject([
    { verdict: 'valid', level: 'B-B', commitments: ['approval'], policy: '1.3.6.1.4.1.32473.5' },
  ]);
});
