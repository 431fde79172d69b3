import { execFileSync } from 'node:child_process';
import { createVerify, X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestAuthority, type Issued, type TestAuthority } from '../authority/testAuthority.ts';
import { applyChanges, byteChanges } from '../testing/byteChanges.ts';
import { NoSigningKeyError, Pkcs12FormatError, WrongPassphraseError } from './pkcs12Errors.ts';
import { readPkcs12 } from './readPkcs12.ts';

const folder = mkdtempSync(join(tmpdir(), 'congvan-p12-'));
let authority: TestAuthority;
let rsa: Issued;
let ec: Issued;

beforeAll(async () => {
  authority = await createTestAuthority({ folder });
  rsa = await authority.issuePerson({ commonName: 'Nguyễn Văn Minh Họa' });
  ec = await authority.issuePerson({ commonName: 'Trần Thị Minh Họa', keyType: 'ec-p256' });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** PKCS#12 as OpenSSL writes it. */
function byOpenssl(issued: Issued, ...options: string[]): Buffer {
  const path = join(folder, 'by-openssl');
  writeFileSync(`${path}.pem`, issued.privateKeyPem + issued.chainPem);
  execFileSync('openssl', [
    'pkcs12',
    '-export',
    '-in',
    `${path}.pem`,
    '-out',
    `${path}.p12`,
    '-passout',
    'pass:mật khẩu',
    ...options,
  ]);
  return readFileSync(`${path}.p12`);
}

async function expectSigns(bytes: Buffer, passphrase: string, issued: Issued): Promise<void> {
  const key = readPkcs12(bytes, passphrase);
  expect(Buffer.from(key.certificate)).toEqual(issued.certificate);
  expect(key.chain.map((item) => Buffer.from(item))).toEqual(issued.chain);
  const signature = await key.sign(Buffer.from('Công Văn'), 'sha256');
  const { publicKey } = new X509Certificate(issued.certificate);
  expect(createVerify('sha256').update('Công Văn').verify(publicKey, signature)).toBe(true);
}

describe('readPkcs12', () => {
  it('reads what the test authority writes, with a Vietnamese passphrase', async () => {
    await expectSigns(rsa.pkcs12('mật khẩu tiếng Việt'), 'mật khẩu tiếng Việt', rsa);
  });

  it('reads an elliptic curve key', async () => {
    await expectSigns(ec.pkcs12('1'), '1', ec);
  });

  it.each([
    ['AES-256 under PBES2', []],
    ['3DES with a SHA-1 MAC', ['-legacy', '-certpbe', 'PBE-SHA1-3DES']],
    ['RC2-40 certificates, as old programs wrote', ['-legacy', '-certpbe', 'PBE-SHA1-RC2-40']],
    [
      'AES-128 with a SHA-512 MAC',
      ['-keypbe', 'AES-128-CBC', '-certpbe', 'AES-128-CBC', '-macalg', 'sha512'],
    ],
    ['no MAC', ['-nomac']],
  ])('reads what OpenSSL writes: %s', async (_name, options) => {
    await expectSigns(byOpenssl(rsa, ...options), 'mật khẩu', rsa);
  });

  it('names a wrong passphrase, with a MAC and without one', () => {
    expect(() => readPkcs12(rsa.pkcs12('đúng'), 'sai')).toThrow(WrongPassphraseError);
    expect(() => readPkcs12(byOpenssl(rsa, '-nomac'), 'sai')).toThrow(WrongPassphraseError);
    expect(() => readPkcs12(byOpenssl(rsa, '-nomac', '-legacy'), 'sai')).toThrow(WrongPassphraseError);
  });

  it('names a file without a private key', () => {
    expect(() => readPkcs12(byOpenssl(rsa, '-nokeys'), 'mật khẩu')).toThrow(NoSigningKeyError);
  });

  it('names what is not PKCS#12, however it is cut', () => {
    const bytes = rsa.pkcs12('1');
    expect(() => readPkcs12(Buffer.from('%PDF-1.7'), '1')).toThrow(Pkcs12FormatError);
    for (let length = 0; length < bytes.length; length += 97) {
      expect(() => readPkcs12(bytes.subarray(0, length), '1')).toThrow(Pkcs12FormatError);
    }
    expect(() => readPkcs12(Buffer.alloc(1_048_577), '1')).toThrow(Pkcs12FormatError);
  });

  it('refuses a file that would keep it busy, before it is', () => {
    const bytes = byOpenssl(rsa, '-iter', '400000', '-nomac');
    const asked = Buffer.from('0203061a80', 'hex');
    expect(bytes.indexOf(asked)).toBeGreaterThan(0);
    const hostile = Buffer.from(bytes);
    hostile.write('7fffff', bytes.indexOf(asked) + 2, 'hex');
    expect(() => readPkcs12(hostile, 'mật khẩu')).toThrow(/số vòng lặp/);
  });

  it('names what was changed anywhere', () => {
    const files = [
      rsa.pkcs12('1'),
      byOpenssl(rsa, '-nomac', '-iter', '1'),
      byOpenssl(ec, '-legacy', '-iter', '1'),
    ];
    const named = [Pkcs12FormatError, WrongPassphraseError, NoSigningKeyError];
    fc.assert(
      fc.property(fc.constantFrom(...files), byteChanges, (file, list) => {
        try {
          readPkcs12(applyChanges(file, list), 'mật khẩu');
        } catch (error) {
          if (!named.some((kind) => error instanceof kind)) throw error;
        }
      }),
      { numRuns: Number(process.env.FUZZ_RUNS ?? 300) },
    );
  }, 120_000);
});
