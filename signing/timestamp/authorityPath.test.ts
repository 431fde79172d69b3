/** Authorities that send their own certificate alone: a validator with the root must still find the way. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { RunningService } from '../authority/serve.ts';
import { createTestAuthority } from '../authority/testAuthority.ts';
import { startTimestampAuthority } from '../authority/timestampAuthority.ts';
import { digest } from '../cms/algorithms.ts';
import type { SigningKey } from '../keys/signingKey.ts';
import { signPdf } from '../sign/signPdf.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { pyHanko } from '../testing/validators.ts';
import { readTimestampToken } from '../validate/timestampToken.ts';
import { requestTimestamp } from './timestampRequest.ts';

let services: TestAuthorities;
const running: RunningService[] = [];
const folder = mkdtempSync(join(tmpdir(), 'congvan-token-path-'));
beforeAll(async () => {
  services = await testAuthorities();
});
afterAll(async () => {
  await Promise.all(running.map((service) => service.stop()));
  await services.stop();
  rmSync(folder, { recursive: true });
});

const imprint = digest('sha256', Buffer.from('x'));
const answeringWith = async (key: SigningKey): Promise<string> => {
  const service = await startTimestampAuthority({ authority: services.authority, key });
  running.push(service);
  return service.url;
};
const certificatesOf = (token: Buffer) => readTimestampToken(token).certificates.map(({ raw }) => raw);

it('the way is completed from where the certificate says, up to the root', async () => {
  const { key } = await services.authority.service('timestamp');
  const url = await answeringWith({ ...key, chain: [] });
  const certificates = certificatesOf(await requestTimestamp([url], imprint, 'sha256'));
  expect(certificates).toHaveLength(2);
  expect(certificates).toContainEqual(services.authority.issuing.certificate);
});

it('or from the certificates at hand, when nobody answers there', async () => {
  const silent = await createTestAuthority({ folder });
  const { key } = await silent.service('timestamp');
  const url = await answeringWith({ ...key, chain: [] });
  expect(certificatesOf(await requestTimestamp([url], imprint, 'sha256'))).toHaveLength(1);
  const known = [silent.root.certificate, silent.issuing.certificate];
  const certificates = certificatesOf(await requestTimestamp([url], imprint, 'sha256', known));
  expect(certificates).toHaveLength(2);
  expect(certificates).toContainEqual(silent.issuing.certificate);
});

it('a token that brings its way stays as it came', async () => {
  const { key } = await services.authority.service('timestamp');
  const url = await answeringWith(key);
  const certificates = certificatesOf(await requestTimestamp([url], imprint, 'sha256'));
  expect(certificates).toHaveLength(1 + key.chain.length);
});

it('pyHanko, with the root alone, trusts the timestamp of a B-T signature', async () => {
  const { authority, person } = services;
  const { key } = await authority.service('timestamp');
  const timestampUrls = [await answeringWith({ ...key, chain: [] })];
  const signed = await signPdf(await samplePdf(), {
    key: person.key,
    level: 'B-T',
    field: 'person',
    timestampUrls,
  });
  expect(await pyHanko(signed, authority.caFile)).toMatchObject([{ ok: true, timestamp: true }]);
});
