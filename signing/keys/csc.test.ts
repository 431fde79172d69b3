import { verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, serve } from '../authority/serve.ts';
import { Oid } from '../cms/oids.ts';
import { signPdf } from '../sign/signPdf.ts';
import { beginSigning, finishSigning } from '../sign/twoPhase.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { CSC_PIN, CSC_TOKEN, type CscServerOptions, startCscServer } from '../testing/cscServer.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { pyHankoEach } from '../testing/validators.ts';
import { type CscOptions, cscKey } from './csc.ts';

let services: TestAuthorities;
const running: RunningService[] = [];

beforeAll(async () => {
  services = await testAuthorities();
});
afterAll(async () => {
  await Promise.all(running.map((service) => service.stop()));
  await services.stop();
});

async function started(options?: CscServerOptions, signer = services.person) {
  const service = await startCscServer(signer, options);
  running.push(service);
  const key = (more: Partial<CscOptions> = {}) =>
    cscKey({ accessToken: CSC_TOKEN, pin: CSC_PIN, baseUrl: service.url, ...more });
  return { ...service, key };
}

describe('a key held by a remote signing service', () => {
  it('signs documents with the algorithms that its credential names', async () => {
    const curve = await services.authority.issuePerson({ commonName: 'Đường cong', keyType: 'ec-p384' });
    const keys = [
      await (await started()).key(),
      await (await started({ algorithms: [Oid.sha256WithRsa] })).key(),
      await (await started({ algorithms: [Oid.rsaEncryption, Oid.rsassaPss] })).key({ pss: true }),
      await (await started({ algorithms: [Oid.ecdsaWithSha256] }, curve)).key(),
    ];
    const pdf = await samplePdf();
    const signed: Buffer[] = [];
    for (const key of keys) signed.push(await signPdf(pdf, { key, level: 'B-B', field: 'person' }));
    for (const report of await pyHankoEach(signed, services.authority.caFile)) {
      expect(report).toMatchObject([{ ok: true, coverage: 'ENTIRE_FILE' }]);
    }
  });

  it('signs a batch with one authorisation for as many as the credential allows', async () => {
    const service = await started({ multisign: 2 });
    const key = await service.key();
    const pdf = await samplePdf();
    const begun = ['a', 'b', 'c'].map((field) =>
      beginSigning(pdf, { signer: key, userId: 'u', level: 'B-B', field }),
    );
    const asked = begun.map(({ session }) => Buffer.from(session.toBeSigned, 'base64'));
    const signatures = await key.signAll(asked, 'sha256');
    const documents = await Promise.all(
      begun.map(({ session, prepared }, index) =>
        finishSigning(session, prepared, {
          userId: 'u',
          documentSha256: session.documentSha256,
          signature: signatures[index]!,
        }),
      ),
    );
    for (const report of await pyHankoEach(documents, services.authority.caFile)) {
      expect(report).toMatchObject([{ ok: true }]);
    }
    const pair = ['credentials/authorize', 'signatures/signHash'];
    expect(service.calls).toEqual(['credentials/list', 'credentials/info', ...pair, ...pair]);
  });

  it('asks for no authorisation where the access token is one', async () => {
    const service = await started({ mode: 'oauth2code' });
    const key = await service.key({ credentialId: 'credential-1' });
    const signature = await key.sign(Buffer.from('x'), 'sha512');
    expect(verify('sha512', Buffer.from('x'), services.person.certificatePem, signature)).toBe(true);
    expect(service.calls).toEqual(['credentials/info', 'signatures/signHash']);
  });
});

describe('refusals', () => {
  it("pass on the service's own reason", async () => {
    const service = await started();
    const key = await service.key({ pin: '0000' });
    await expect(key.sign(Buffer.from('x'), 'sha256')).rejects.toMatchObject({ reason: 'invalid_pin' });
    const stranger = service.key({ accessToken: 'none' });
    await expect(stranger).rejects.toMatchObject({ reason: 'invalid_token', code: 'REMOTE_SIGNING' });
    const away = service.key({ baseUrl: 'http://127.0.0.1:9' });
    await expect(away).rejects.toMatchObject({ reason: 'unreachable' });
    const late = await (await started({ expiresIn: 0 })).key();
    await expect(late.sign(Buffer.from('x'), 'sha256')).rejects.toMatchObject({
      reason: 'invalid_request',
      message: expect.stringContaining('Expired SAD'),
    });
  });

  it.each([
    [{ keyStatus: 'disabled' }, 'key_disabled'],
    [{ certificateStatus: 'revoked' }, 'certificate_revoked'],
    [{ certificateStatus: 'expired' }, 'certificate_expired'],
    [{ certificateStatus: 'suspended' }, 'certificate_suspended'],
    [{ algorithms: ['1.3.101.112'] }, 'algorithm_unsupported'],
  ] as [CscServerOptions, string][])('come before anybody types a PIN: %o', async (options, reason) => {
    await expect((await started(options)).key()).rejects.toMatchObject({ reason });
  });

  it('tell a signature that is not one of the certificate', async () => {
    const flipped = (value: Buffer) => Buffer.from(value.map((byte) => byte ^ 1));
    const key = await (await started({ garble: flipped })).key();
    await expect(key.sign(Buffer.from('x'), 'sha256')).rejects.toMatchObject({ reason: 'wrong_signature' });
  });

  it.each([
    ['an error page', { contentType: 'text/html', body: Buffer.from('<html>') }, 'malformed'],
    [
      'an error page of a proxy',
      { status: 502, contentType: 'text/html', body: Buffer.from('<html>') },
      'http_502',
    ],
    ['two megabytes', { contentType: 'application/json', body: Buffer.alloc(2 << 20, 32) }, 'malformed'],
    ['another shape', { contentType: 'application/json', body: Buffer.from('[1]') }, 'choose_credential'],
  ])('name %s', async (_, answer, reason) => {
    const service = await serve(0, async () => answer);
    running.push(service);
    const account = { accessToken: CSC_TOKEN, baseUrl: service.url };
    await expect(cscKey(account)).rejects.toMatchObject({ code: 'REMOTE_SIGNING', reason });
  });
});
