/** Signatures that other programs make and ours does not. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formObjects, handMadePdf } from '../pdf/testing/handMade.ts';
import { signWithPyHanko } from '../testing/validators.ts';
import { trustFromPem } from '../trust/trustStore.ts';
import { validatePdf } from './validatePdf.ts';

// Starting Python takes its time on a busy machine.
const timeout = 120_000;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'congvan-foreign-'));
});
afterAll(() => rmSync(folder, { recursive: true }));
const at = (name: string) => join(folder, name);
const plain = () => handMadePdf({ objects: formObjects, trailer: '/ID [<01> <02>]' });

/** @param algorithm as `openssl req -newkey` names it */
async function signed(pdf: Buffer, algorithm: string[]) {
  const request = ['req', '-x509', '-newkey', ...algorithm, '-nodes', '-subj', '/CN=Nguyen Van Minh Hoa'];
  const use = ['-addext', 'keyUsage=critical,digitalSignature,nonRepudiation', '-days', '30'];
  execFileSync('openssl', [...request, ...use, '-keyout', at('key.pem'), '-out', at('certificate.pem')], {
    stdio: 'pipe',
  });
  const [key, certificate] = [
    readFileSync(at('key.pem'), 'utf8'),
    readFileSync(at('certificate.pem'), 'utf8'),
  ];
  return { pdf: await signWithPyHanko(pdf, 'person', key, certificate), trust: trustFromPem(certificate) };
}

it(
  'Ed448, whose digest is SHAKE256',
  async () => {
    const { pdf, trust } = await signed(plain(), ['ed448']);
    expect((await validatePdf(pdf, { trust })).signatures).toMatchObject([
      { verdict: 'valid', digest: 'shake256' },
    ]);
  },
  timeout,
);

it.each([['128'], ['256']])(
  'in a file encrypted with %s bits that opens without a password',
  async (bits) => {
    writeFileSync(at('plain.pdf'), plain());
    execFileSync('qpdf', [
      '--encrypt',
      '',
      'owner',
      bits,
      ...(bits === '128' ? ['--use-aes=y'] : []),
      '--',
      at('plain.pdf'),
      at('encrypted.pdf'),
    ]);
    const { pdf, trust } = await signed(readFileSync(at('encrypted.pdf')), ['rsa:2048']);
    expect((await validatePdf(pdf, { trust })).signatures).toMatchObject([
      { verdict: 'valid', field: 'person', coverage: 'entire-file' },
    ]);
    const other = Buffer.from(pdf);
    other[100]! ^= 1;
    const report = await validatePdf(other, { trust }).catch((error: { code: string }) => error.code);
    expect(JSON.stringify(report)).toMatch(/"broken"|PDF_/);
  },
  timeout,
);
