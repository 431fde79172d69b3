import { verify } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningService, serve } from '../authority/serve.ts';
import { Oid } from '../cms/oids.ts';
import { signPdf } from '../sign/signPdf.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import {
  CSC_OTP,
  CSC_PIN,
  CSC_REFRESH,
  CSC_TOKEN,
  type CscServerOptions,
  startCscServer,
} from '../testing/cscServer.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { pyHankoEach } from '../testing/validators.ts';
import { cscKey } from './csc.ts';
import { cscChallenge, isOneTime } from './cscAuthentication.ts';
import { RemoteSigningError } from './cscCall.ts';
import type { CscOptions } from './cscSignHash.ts';
import { refreshedToken } from './cscToken.ts';
import { type CscPending, RemoteSigningTimeoutError, waitFor } from './cscWaiting.ts';

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

  it('signs several with one authorisation, for as many as the credential allows', async () => {
    const service = await started({ multisign: 3 });
    const key = await service.key();
    const texts = ['a', 'b', 'c'].map((text) => Buffer.from(text));
    const signatures = await key.signAll(texts, 'sha256');
    const { certificatePem } = services.person;
    texts.forEach((text, index) => {
      expect(verify('sha256', text, certificatePem, signatures[index]!)).toBe(true);
    });
    expect(key.batchSize).toBe(3);
    expect(service.authorisations).toEqual([3]);
    expect(service.calls.slice(-2)).toEqual(['credentials/authorize', 'signatures/signHash']);
    await expect(key.signAll([...texts, Buffer.from('d')], 'sha256')).rejects.toMatchObject({
      message: expect.stringContaining('too high'),
    });
  });

  it('asks for no authorisation where the access token is one', async () => {
    const service = await started({ mode: 'oauth2code' });
    const key = await service.key({ credentialId: 'credential-1' });
    const signature = await key.sign(Buffer.from('x'), 'sha512');
    expect(verify('sha512', Buffer.from('x'), services.person.certificatePem, signature)).toBe(true);
    expect(service.calls).toEqual(['credentials/info', 'info', 'signatures/signHash']);
  });
});

describe('what the signer is asked for', () => {
  const code = { id: 'SMS', type: 'ChallengeResponse', label: 'Mã SMS' };
  const phone = { id: 'APP', type: 'PasswordOOB' };

  it('is named by the credential: a PIN, a code that the service sends, an answer on a device of their own', async () => {
    const service = await started({ objects: [code, phone], scal: '1' });
    const unsent = await service.key({ otp: CSC_OTP });
    expect(unsent).toMatchObject({ scal: 1, authentication: [{ id: 'PIN' }, code, phone] });
    expect(unsent.authentication.map(isOneTime)).toEqual([false, true, false]);
    await expect(unsent.sign(Buffer.from('x'), 'sha256')).rejects.toMatchObject({
      reason: 'invalid_authentication_data',
      message: expect.stringContaining('mã PIN hoặc mã xác thực không đúng'),
    });
    const account = { accessToken: CSC_TOKEN, baseUrl: service.url };
    expect(await cscChallenge(account, 'credential-1')).toEqual([]);
    const key = await service.key({ otp: CSC_OTP });
    const signature = await key.sign(Buffer.from('x'), 'sha256');
    expect(verify('sha256', Buffer.from('x'), services.person.certificatePem, signature)).toBe(true);
    expect(service.asked.at(-1)).toEqual(['PIN', 'SMS', 'APP elsewhere']);
  });

  it('is sent by credentials/sendOTP where a service has that alone, and by nobody where nothing is sent', async () => {
    const old = await started({ sendsOtp: true });
    await cscChallenge({ accessToken: CSC_TOKEN, baseUrl: old.url }, 'credential-1');
    expect(old.calls.at(-1)).toBe('credentials/sendOTP');
    const none = await started();
    const asked = cscChallenge({ accessToken: CSC_TOKEN, baseUrl: none.url }, 'credential-1');
    await expect(asked).rejects.toMatchObject({ reason: 'no_challenge' });
  });
});

describe('an access token that has ended', () => {
  it('is refreshed once, and what was asked is asked again', async () => {
    const service = await started({ tokenCalls: 2 });
    const tokenUrl = `${service.url}/oauth2/token`;
    const kept: string[] = [];
    const refresh = async () => {
      const { accessToken, refreshToken } = await refreshedToken({ tokenUrl, ...CSC_REFRESH });
      kept.push(refreshToken);
      return accessToken;
    };
    const key = await service.key({ credentialId: 'credential-1', refresh });
    const signature = await key.sign(Buffer.from('x'), 'sha256');
    expect(verify('sha256', Buffer.from('x'), services.person.certificatePem, signature)).toBe(true);
    await key.sign(Buffer.from('y'), 'sha256');
    expect(kept).toHaveLength(1);
    expect(kept[0]).not.toBe(CSC_REFRESH.refreshToken);
    const used = refreshedToken({ tokenUrl, ...CSC_REFRESH });
    await expect(used).rejects.toMatchObject({ reason: 'invalid_grant', code: 'REMOTE_SIGNING' });
  });

  it('is not asked for for ever', async () => {
    const service = await started({ tokenCalls: 0 });
    let asked = 0;
    const refresh = async () => `${asked++}`;
    await expect(service.key({ refresh })).rejects.toMatchObject({ reason: 'invalid_token' });
    expect(asked).toBe(1);
  });
});

describe('a service that takes its time', () => {
  const impatient = { everyMs: 5, forMs: 60_000 };

  it('is asked again until the signer has confirmed, and until the signature is made', async () => {
    const service = await started({ unconfirmed: 2, unfinished: 1 });
    const key = await service.key({ credentialId: 'credential-1', waiting: impatient });
    const signature = await key.sign(Buffer.from('x'), 'sha256');
    expect(verify('sha256', Buffer.from('x'), services.person.certificatePem, signature)).toBe(true);
    expect(service.calls).toEqual([
      ...['credentials/info', 'info', 'credentials/authorize'],
      ...Array(3).fill('credentials/authorizeCheck'),
      ...['signatures/signHash', 'signatures/signPolling', 'signatures/signPolling'],
    ]);
  });

  it('is said to be waited for, once for each wait and until when', async () => {
    const told: [CscPending, boolean][] = [];
    const service = await started({ unconfirmed: 2, unfinished: 2 });
    const onPending = (pending: CscPending, until: Date) => {
      told.push([pending, until > new Date()]);
    };
    const key = await service.key({ waiting: { ...impatient, onPending } });
    await key.sign(Buffer.from('x'), 'sha256');
    expect(told).toEqual([
      ['authorization_pending', true],
      ['signature_pending', true],
    ]);
    const prompt = await (await started({ unconfirmed: 0 })).key({ waiting: { ...impatient, onPending } });
    await prompt.sign(Buffer.from('x'), 'sha256');
    expect(told).toHaveLength(2);
  });

  it('is told where to say that a signature is made, and asked at once when it has', async () => {
    const service = await started({ unfinished: 1 });
    const responses: string[] = [];
    const notified = async (responseID: string) => void responses.push(responseID);
    // Without the notification the second question would come in an hour.
    const waiting = { everyMs: 3_600_000, forMs: 4_000_000, notified };
    const tooLong = await service.key({ waiting: { ...waiting, everyMs: 5 } });
    await expect(tooLong.sign(Buffer.from('x'), 'sha256')).rejects.toMatchObject({
      reason: 'validity_period',
    });
    const responseUri = 'https://vanphong.example.vn/signed';
    const key = await service.key({ responseUri, waiting: { ...waiting, everyMs: 500_000, forMs: 600_000 } });
    await key.sign(Buffer.from('x'), 'sha256');
    expect(service.responseUris).toEqual([responseUri]);
    expect(responses).toHaveLength(1);
  });

  it('is asked synchronously by who wants that, and asynchronously only where it can be', async () => {
    const either = await started({ unfinished: 0 });
    await (await either.key({ operationMode: 'S' })).sign(Buffer.from('x'), 'sha256');
    expect(either.calls).not.toContain('info');
    expect(either.calls).not.toContain('signatures/signPolling');
    const only = await (await started()).key({ operationMode: 'A' });
    await expect(only.sign(Buffer.from('x'), 'sha256')).rejects.toMatchObject({ reason: 'invalid_request' });
  });

  it.each([
    [{ unconfirmed: 1e9 }, 'authorization_pending', 'chưa xác nhận'],
    [{ unfinished: 1e9 }, 'signature_pending', 'chữ ký chưa xong'],
  ] as [CscServerOptions, string, string][])(
    'is waited for no longer than it may take: %o',
    async (options, reason, words) => {
      const key = await (await started(options)).key({ waiting: { everyMs: 5, forMs: 40 } });
      const late = key.sign(Buffer.from('x'), 'sha256');
      await expect(late).rejects.toBeInstanceOf(RemoteSigningTimeoutError);
      await expect(late).rejects.toMatchObject({
        ...{ code: 'REMOTE_SIGNING_TIMEOUT', reason },
        message: expect.stringContaining(words),
      });
    },
  );

  it('is not waited for when the caller stops', async () => {
    const stopping = new AbortController();
    const service = await started({ unconfirmed: 1e9 });
    const key = await service.key({ waiting: { everyMs: 5, forMs: 60_000, signal: stopping.signal } });
    const waiting = expect(key.sign(Buffer.from('x'), 'sha256')).rejects.toMatchObject({
      code: 'REMOTE_SIGNING_INTERRUPTED',
    });
    await expect.poll(() => service.calls).toContain('credentials/authorizeCheck');
    stopping.abort();
    await waiting;
  });

  it('is asked again when it was away for a moment', async () => {
    let asked = 0;
    const waited = waitFor(
      async () => {
        asked += 1;
        if (asked === 1) throw new RemoteSigningError('unreachable', 'không kết nối được');
        return asked === 3 ? 'SAD' : undefined;
      },
      'authorization_pending',
      impatient,
    );
    expect(await waited).toBe('SAD');
    const refused = waitFor(
      () => Promise.reject(new RemoteSigningError('access_denied', 'người ký từ chối')),
      'authorization_pending',
      impatient,
    );
    await expect(refused).rejects.toMatchObject({ reason: 'access_denied' });
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
      reason: 'sad_expired',
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
