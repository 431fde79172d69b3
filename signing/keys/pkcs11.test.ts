import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestAuthority, type Issued, type TestAuthority } from '../authority/testAuthority.ts';
import { hasSoftHsm, makeToken, putOnToken, SOFTHSM, TOKEN_PIN, useTokensIn } from '../testing/softToken.ts';
import { readCertificate } from './certificate.ts';
import { openPkcs11Key, Pkcs11TokenError } from './pkcs11.ts';
import { pkcs11Module } from './pkcs11Module.ts';
import { isSignature } from './signingKey.ts';

const module = SOFTHSM;
const folder = mkdtempSync(join(tmpdir(), 'congvan-softhsm-'));
let authority: TestAuthority;
let rsa: Issued;
let ec: Issued;

describe.skipIf(!hasSoftHsm)('a key on a PKCS#11 token', () => {
  beforeAll(async () => {
    useTokensIn(folder);
    authority = await createTestAuthority({ folder: join(folder, 'authority') });
    rsa = await authority.issuePerson({ commonName: 'Người ký bằng thiết bị' });
    ec = await authority.issuePerson({ commonName: 'Người ký đường cong', keyType: 'ec-p256' });
    for (const label of ['rsa', 'ec', 'both']) makeToken(label);
    putOnToken('rsa', folder, 'rsa', 'a1', rsa);
    putOnToken('ec', folder, 'ec', 'a1', ec);
    putOnToken('both', folder, 'con-dau', 'a1', rsa);
    putOnToken('both', folder, 'giam-doc', 'a2', ec);
  });

  const open = (tokenLabel: string, pin = TOKEN_PIN, more: { pss?: boolean } = {}) =>
    openPkcs11Key({ module, tokenLabel, pin, chain: rsa.chain, ...more });

  it.each([
    ['rsa', 'sha256', false],
    ['rsa', 'sha512', true],
    ['ec', 'sha256', false],
  ] as const)('signs with %s, %s, PSS %s', async (label, hash, pss) => {
    const { key, close } = await open(label, TOKEN_PIN, { pss });
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
    await expect(openPkcs11Key({ module, tokenLabel: 'rsa', pin: TOKEN_PIN, label: 'x' })).rejects.toEqual(
      reason('key'),
    );
    await expect(openPkcs11Key({ module: '/nothing.so', pin: '' })).rejects.toThrow(Pkcs11TokenError);
  });

  it('is one of several of a module that stays open, and is found again after its device was away', async () => {
    const opened = pkcs11Module({ module, tokenLabel: 'both', pin: TOKEN_PIN, chain: rsa.chain });
    const bytes = Buffer.from('Công Văn');
    const signAll = async () => {
      const keys = await opened.keys();
      expect(keys.map(({ label }) => label).toSorted()).toEqual(['con-dau', 'giam-doc']);
      const signatures = await Promise.all(keys.map(({ key }) => key.sign(bytes, 'sha256')));
      keys.forEach(({ key }, index) => {
        const certificate = readCertificate(key.certificate);
        expect(isSignature(certificate, key.algorithm, 'sha256', bytes, signatures[index]!)).toBe(true);
      });
      return keys[0]!.key;
    };
    const key = await signAll();
    // Another user of the library ends it for the whole process: sessions are gone, as with a device that went away.
    const other = pkcs11Module({ module, tokenLabel: 'rsa', pin: TOKEN_PIN });
    await other.keys();
    await other.close();
    await expect(key.sign(bytes, 'sha256')).rejects.toMatchObject({ code: 'PKCS11_DEVICE' });
    await signAll();
    await opened.close();
  });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));
