import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digest } from '../cms/algorithms.ts';
import { requestTimestamp, TimestampUnavailableError } from '../timestamp/timestampRequest.ts';
import { startRevocationResponder } from './revocationResponder.ts';
import type { RunningService } from './serve.ts';
import { createTestAuthority, type TestAuthority } from './testAuthority.ts';
import { startTimestampAuthority } from './timestampAuthority.ts';

const folder = mkdtempSync(join(tmpdir(), 'congvan-authority-'));
let authority: TestAuthority;
let responder: RunningService;
let timestamps: RunningService;

const inFolder = (name: string, data: string | Buffer): string => {
  writeFileSync(join(folder, name), data);
  return join(folder, name);
};
// Not the synchronous form: the authority that it asks runs in this process.
const run = promisify(execFile);
const openssl = async (...args: string[]): Promise<string> =>
  (await run('openssl', args, { timeout: 20_000 })).stdout;

beforeAll(async () => {
  authority = await createTestAuthority({ folder });
  responder = await startRevocationResponder({ authority });
  timestamps = await startTimestampAuthority({ authority });
});
afterAll(async () => {
  await responder.stop();
  await timestamps.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('the test authority', () => {
  it('issues certificates with Vietnamese names that OpenSSL accepts up to its root', async () => {
    const person = await authority.issuePerson({
      commonName: 'Nguyễn Văn Minh Họa',
      organization: 'Sở Thử nghiệm',
    });
    const chain = inFolder('chain.pem', person.chainPem);
    expect(await openssl('verify', '-CAfile', authority.caFile, '-untrusted', chain, chain)).toContain('OK');
    const text = await openssl('x509', '-in', chain, '-noout', '-subject', '-nameopt', 'utf8,sep_comma_plus');
    expect(text).toContain('CN=Nguyễn Văn Minh Họa');
  });

  it('is the same authority when opened again', async () => {
    const again = await createTestAuthority({ folder });
    expect(again.caPem).toBe(authority.caPem);
    expect(again.responderUrl).toBe(authority.responderUrl);
    expect((await again.service('timestamp')).certificate).toEqual(
      (await authority.service('timestamp')).certificate,
    );
  });

  it('names the hosts of a TLS server', async () => {
    const server = await authority.issueTlsServer({ hosts: ['localhost', '127.0.0.1'] });
    const certificate = new X509Certificate(server.certificate);
    expect(certificate.checkHost('localhost')).toBe('localhost');
    expect(certificate.checkIP('127.0.0.1')).toBe('127.0.0.1');
  });

  it('tells by OCSP and by CRL what it has revoked', async () => {
    const person = await authority.issuePerson({ commonName: 'Người thôi giữ chức' });
    const [certificate, issuer] = [
      inFolder('p.pem', person.certificatePem),
      inFolder('i.pem', person.chainPem),
    ];
    inFolder('issuing.pem', new X509Certificate(authority.issuing.certificate).toString());
    const ask = () =>
      openssl(
        'ocsp',
        '-issuer',
        join(folder, 'issuing.pem'),
        '-cert',
        certificate,
        '-url',
        `${authority.responderUrl}/ocsp`,
        '-CAfile',
        authority.caFile,
        '-verify_other',
        issuer,
      );
    expect(await ask()).toContain('p.pem: good');
    await authority.revoke(new X509Certificate(person.certificate).serialNumber, 4);
    expect(await ask()).toContain('p.pem: revoked');
    const list = Buffer.from(await (await fetch(`${authority.responderUrl}/issuing.crl`)).arrayBuffer());
    const path = inFolder('issuing.crl', list);
    expect(await openssl('crl', '-inform', 'DER', '-in', path, '-noout', '-text')).toContain('Superseded');
    await expect(
      openssl(
        'verify',
        '-crl_check',
        '-CAfile',
        authority.caFile,
        '-untrusted',
        issuer,
        '-CRLfile',
        inFolder('crl.pem', await openssl('crl', '-inform', 'DER', '-in', path)),
        certificate,
      ),
    ).rejects.toThrow(/revoked/);
  });
});

describe('the timestamp authority', () => {
  it('gives tokens that OpenSSL verifies', async () => {
    const data = inFolder('data', 'Công Văn');
    await openssl('ts', '-query', '-data', data, '-sha512', '-cert', '-out', join(folder, 'q.tsq'));
    const query = join(folder, 'q.tsq');
    const reply = await fetch(timestamps.url, { method: 'POST', body: readFileSync(query) });
    const path = inFolder('r.tsr', Buffer.from(await reply.arrayBuffer()));
    expect(
      await openssl('ts', '-verify', '-queryfile', query, '-in', path, '-CAfile', authority.caFile),
    ).toContain('OK');
  });

  it('is asked again elsewhere when one does not answer', async () => {
    const token = await requestTimestamp(
      ['http://127.0.0.1:9', timestamps.url],
      digest('sha256', Buffer.from('x')),
      'sha256',
    );
    expect(token.length).toBeGreaterThan(1000);
  });

  it('says why no authority gave a token', async () => {
    const wanted = requestTimestamp(
      ['http://127.0.0.1:9', `${responder.url}/nothing`],
      Buffer.alloc(32),
      'sha256',
    );
    await expect(wanted).rejects.toThrow(TimestampUnavailableError);
    await expect(wanted).rejects.toThrow(/HTTP 404/);
  });
});
