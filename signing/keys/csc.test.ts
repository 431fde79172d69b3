import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningService } from '../authority/serve.ts';
import { signPdf } from '../sign/signPdf.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { CSC_PIN, CSC_TOKEN, startCscServer } from '../testing/cscServer.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { pyHanko } from '../testing/validators.ts';
import { cscKey } from './csc.ts';

let services: TestAuthorities;
let service: RunningService;

beforeAll(async () => {
  services = await testAuthorities();
  service = await startCscServer(services.person);
});
afterAll(async () => {
  await Promise.all([service.stop(), services.stop()]);
});

const account = { accessToken: CSC_TOKEN, pin: CSC_PIN };

describe('a key held by a remote signing service', () => {
  it('signs documents', async () => {
    const key = await cscKey({ ...account, baseUrl: service.url });
    const signed = await signPdf(await samplePdf(), { key, level: 'B-B', field: 'person' });
    expect(await pyHanko(signed, services.authority.caFile)).toMatchObject([
      { ok: true, coverage: 'ENTIRE_FILE' },
    ]);
  });

  it("passes on the service's own reason", async () => {
    const key = await cscKey({ ...account, baseUrl: service.url, pin: '0000' });
    await expect(key.sign(Buffer.from('x'), 'sha256')).rejects.toMatchObject({ reason: 'invalid_pin' });
    const stranger = cscKey({ ...account, baseUrl: service.url, accessToken: 'none' });
    await expect(stranger).rejects.toMatchObject({ reason: 'invalid_token', code: 'REMOTE_SIGNING' });
    const away = cscKey({ ...account, baseUrl: 'http://127.0.0.1:9' });
    await expect(away).rejects.toMatchObject({ reason: 'unreachable' });
  });
});
