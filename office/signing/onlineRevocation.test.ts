import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { signPdf } from '@congvan/signing';
import {
  createTestAuthority,
  startRevocationResponder,
  type TestAuthority,
} from '@congvan/signing/authority';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { samplePdf } from '../../signing/testing/samplePdf.ts';
import { saveSignaturePolicy } from '../index.ts';
import { type OfficeAtTest, officeAtTest } from '../testing/officeAtTest.ts';
import { reportOn } from './reportOn.ts';

const DAY = 86_400_000;
let at: OfficeAtTest;
let authority: TestAuthority;
let folder: string;
let responder: { stop(): Promise<void> };
let now = new Date();
const clock = { now: () => now };
const startResponder = () => startRevocationResponder({ authority, clock: clock.now });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-online-'));
  authority = await createTestAuthority({ folder });
  responder = await startResponder();
  at = await officeAtTest({ authority, clock });
});
afterAll(async () => {
  await responder.stop();
  await at.close();
  await rm(folder, { recursive: true });
});

/** A file that carries no word on revocation (B-B), and the serial number of its signer's certificate. */
async function signed(commonName: string) {
  const { key, certificate } = await authority.issuePerson({ commonName });
  const pdf = await signPdf(await samplePdf(), { key, level: 'B-B', field: 'person' });
  const { sha256 } = await at.office.files.put(pdf);
  return { sha256, serialNumber: new X509Certificate(certificate).serialNumber };
}
const setPolicy = (online: boolean) => {
  const policy = { requireRevocation: true, online, renewDays: 90, graceHours: 24 };
  return saveSignaturePolicy(at.office, at.people.admin, policy);
};
const signatureOf = async (sha256: string) => (await reportOn(at.office, sha256)).signatures[0]!;

describe('a policy that asks authorities online', () => {
  it('knows by OCSP what the file does not say, and makes reports anew when it is decided', async () => {
    const { sha256 } = await signed('Người ký còn hiệu lực');
    await setPolicy(false);
    expect(await signatureOf(sha256)).toMatchObject({ verdict: 'unknown', revocation: 'not-checked' });
    await setPolicy(true);
    expect(await signatureOf(sha256)).toMatchObject({ verdict: 'valid', revocation: 'good' });
    await setPolicy(false);
    expect(await signatureOf(sha256)).toMatchObject({ verdict: 'unknown' });
  });

  it('hears of a revocation within a day', async () => {
    await setPolicy(true);
    const { sha256, serialNumber } = await signed('Người ký sẽ bị thu hồi');
    expect(await signatureOf(sha256)).toMatchObject({ verdict: 'valid', revocation: 'good' });
    await authority.revoke(serialNumber, 1, now);
    now = new Date(now.getTime() + DAY + 1000);
    const after = await signatureOf(sha256);
    expect(after).toMatchObject({ revocation: 'revoked', subIndication: 'REVOKED_NO_POE' });
    expect(after.verdict).not.toBe('valid');
  });

  it('concludes nothing while the authority does not answer, and asks again', async () => {
    await setPolicy(true);
    const { sha256 } = await signed('Người ký khi tổ chức chứng thực vắng mặt');
    await responder.stop();
    expect(await signatureOf(sha256)).toMatchObject({
      verdict: 'unknown',
      reasons: [{ code: 'REVOCATION_UNKNOWN' }],
    });
    responder = await startResponder();
    expect(await signatureOf(sha256)).toMatchObject({ verdict: 'valid', revocation: 'good' });
  });
});
