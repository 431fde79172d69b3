import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestAuthority, type Issued, type TestAuthority } from '../authority/testAuthority.ts';
import { isSignature } from '../sign/twoPhase.ts';
import { readCertificate } from './certificate.ts';
import { openPkcs11Key, Pkcs11TokenError } from './pkcs11.ts';

const module = '/usr/lib/softhsm/libsofthsm2.so';
const built = await import('pkcs11js').then(
  () => true,
  () => false,
);
const folder = mkdtempSync(join(tmpdir(), 'congvan-softhsm-'));
let authority: TestAuthority;
let rsa: Issued;
let ec: Issued;

/** A token in a folder, with a key and its certificate under one id. */
function putOnToken(label: string, issued: Issued): void {
  const pem = join(folder, `${label}.pem`);
  writeFileSync(pem, issued.privateKeyPem);
  writeFileSync(join(folder, `${label}.cer`), issued.certificate);
  execFileSync('softhsm2-util', [
    '--init-token',
    '--free',
    '--label',
    label,
    '--pin',
    '1234',
    '--so-pin',
    '4321',
  ]);
  execFileSync('softhsm2-util', [
    '--import',
    pem,
    '--token',
    label,
    '--label',
    label,
    '--id',
    'a1',
    '--pin',
    '1234',
  ]);
  const write = [
    '--write-object',
    join(folder, `${label}.cer`),
    '--type',
    'cert',
    '--id',
    'a1',
    '--label',
    label,
  ];
  execFileSync(
    'pkcs11-tool',
    ['--module', module, '--token-label', label, '--login', '--pin', '1234', ...write],
    {
      stdio: 'pipe',
    },
  );
}

// The library is compiled at install and optional; without it there is nothing to test.
describe.skipIf(!built || !existsSync(module))('a key on a PKCS#11 token', () => {
  beforeAll(async () => {
    mkdirSync(join(folder, 'tokens'));
    writeFileSync(join(folder, 'softhsm2.conf'), `directories.tokendir = ${join(folder, 'tokens')}\n`);
    process.env.SOFTHSM2_CONF = join(folder, 'softhsm2.conf');
    authority = await createTestAuthority({ folder: join(folder, 'authority') });
    rsa = await authority.issuePerson({ commonName: 'Người ký bằng thiết bị' });
    ec = await authority.issuePerson({ commonName: 'Người ký đường cong', keyType: 'ec-p256' });
    putOnToken('rsa', rsa);
    putOnToken('ec', ec);
  });

  const open = (tokenLabel: string, pin = '1234', more: { pss?: boolean } = {}) =>
    openPkcs11Key({ module, tokenLabel, pin, chain: rsa.chain, ...more });

  it.each([
    ['rsa', 'sha256', false],
    ['rsa', 'sha512', true],
    ['ec', 'sha256', false],
  ] as const)('signs with %s, %s, PSS %s', async (label, hash, pss) => {
    const { key, close } = await open(label, '1234', { pss });
    try {
      const bytes = Buffer.from('Công Văn');
      // At once, because a session signs one thing at a time and callers must not need to know.
      const signatures = await Promise.all([key.sign(bytes, hash), key.sign(bytes, hash)]);
      const certificate = readCertificate(key.certificate);
      for (const signature of signatures) {
        expect(isSignature(certificate, key.algorithm, hash, bytes, signature)).toBe(true);
      }
      expect(key.chain).toEqual(rsa.chain);
    } finally {
      close();
    }
  });

  it('says what is wrong: the PIN, the token, the key, the library', async () => {
    const reason = (value: string) => expect.objectContaining({ reason: value });
    await expect(open('rsa', '0000')).rejects.toEqual(reason('pin'));
    await expect(open('nothing')).rejects.toEqual(reason('token'));
    await expect(openPkcs11Key({ module, tokenLabel: 'rsa', pin: '1234', label: 'x' })).rejects.toEqual(
      reason('key'),
    );
    await expect(openPkcs11Key({ module: '/nothing.so', pin: '' })).rejects.toThrow(Pkcs11TokenError);
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));
