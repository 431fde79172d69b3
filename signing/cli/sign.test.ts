import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MM } from '../appearance/box.ts';
import { demonstrationSignature } from '../appearance/demonstration.ts';
import { pdfLayout } from '../sign/pdfLayout.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { hasSoftHsm, tokenOfAgency } from '../testing/softToken.ts';
import { pyHanko } from '../testing/validators.ts';
import { trustFromPem } from '../trust/trustStore.ts';
import { validatePdf } from '../validate/validatePdf.ts';
import { extendCommand } from './extend.ts';
import { signCommand } from './sign.ts';

const folder = mkdtempSync(join(tmpdir(), 'congvan-cli-'));
const at = (name: string) => join(folder, name);
let services: TestAuthorities;

beforeAll(async () => {
  services = await testAuthorities();
  writeFileSync(at('key.p12'), services.person.pkcs12('mật khẩu'));
  writeFileSync(at('passphrase'), 'mật khẩu\n');
  writeFileSync(at('a.pdf'), await samplePdf());
  writeFileSync(at('image.png'), demonstrationSignature('Minh Họa'));
  writeFileSync(at('bad.pdf'), 'không phải PDF');
});
afterAll(async () => {
  await services.stop();
  rmSync(folder, { recursive: true, force: true });
});

const key = ['--p12', at('key.p12'), '--passphrase-file', at('passphrase')];

async function run(command: typeof signCommand, ...args: string[]) {
  const lines: string[] = [];
  const errors: string[] = [];
  const code = await command(args, { out: (line) => lines.push(line), err: (line) => errors.push(line) });
  return { code, lines, errors: errors.join('\n') };
}

describe('congvan sign', () => {
  it('signs a file, with the image between position and name', async () => {
    const { timestampUrls, authority } = services;
    const names = ['--name', 'Nguyễn Văn Minh Họa', '--position', 'PHÓ GIÁM ĐỐC', '--image', at('image.png')];
    const options = ['--level', 'B-T', '--tsa', timestampUrls[0]!, '--out', at('out.pdf'), '--json'];
    const { code, lines } = await run(signCommand, at('a.pdf'), ...key, ...names, ...options);
    expect(code).toBe(0);
    expect(JSON.parse(lines[0]!)).toMatchObject({ out: at('out.pdf'), level: 'B-T', field: 'signature' });
    expect(await pyHanko(readFileSync(at('out.pdf')), authority.caFile)).toMatchObject([
      { field: 'signature', ok: true, timestamp: true },
    ]);
  });

  it('states the policy that the signer follows, and stamps the content before it is signed', async () => {
    const { timestampUrls, authority } = services;
    writeFileSync(at('policy.pdf'), 'Quy chế ký số');
    const policy = ['--policy', '1.3.6.1.4.1.55555.1', '--policy-file', at('policy.pdf')];
    const where = ['--policy-url', 'https://example.vn/quy-che.pdf', '--out', at('stated.pdf')];
    const stamp = ['--content-timestamp', '--tsa', timestampUrls[0]!];
    expect(await run(signCommand, at('a.pdf'), ...key, ...policy, ...where, ...stamp)).toMatchObject({
      code: 0,
    });
    const { signatures } = await validatePdf(readFileSync(at('stated.pdf')), {
      trust: trustFromPem(authority.caPem),
    });
    expect(signatures).toMatchObject([
      { verdict: 'valid', policy: '1.3.6.1.4.1.55555.1', timestamps: [{ kind: 'content', valid: true }] },
    ]);
    for (const [args, words] of [
      [[...policy, '--reason', 'x'], '--reason'],
      [policy.slice(0, 2), '--policy-file'],
      [['--content-timestamp'], '--tsa'],
    ] as const) {
      expect(await run(signCommand, at('a.pdf'), ...key, ...args)).toMatchObject({
        ...{ code: 2, errors: expect.stringContaining(words) },
      });
    }
  });

  it('signs the files that can be signed, and says of each what happened', async () => {
    const { code, lines } = await run(signCommand, at('bad.pdf'), at('a.pdf'), ...key, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(lines[0]!)).toMatchObject({ file: at('bad.pdf'), error: { code: 'PDF_NOT_A_PDF' } });
    expect(JSON.parse(lines[1]!)).toMatchObject({ out: at('a-signed.pdf') });
    expect(existsSync(at('bad-signed.pdf'))).toBe(false);
  });

  it('says what is wrong with its parameters', async () => {
    expect((await run(signCommand, at('a.pdf'), ...key, '--commitment', 'love')).errors).toContain(
      'approval',
    );
    const both = ['--commitment', 'approval', '--reason', 'Duyệt'];
    expect((await run(signCommand, at('a.pdf'), ...key, ...both)).errors).toContain('--reason');
    expect(await run(signCommand, at('a.pdf'), ...key, '--level', 'B-X')).toMatchObject({ code: 2 });
    expect((await run(signCommand, at('a.pdf'), ...key, '--level', 'B-T')).errors).toContain('--tsa');
    expect((await run(signCommand, at('a.pdf'))).errors).toContain('--p12');
    expect((await run(signCommand, at('a.pdf'), ...key, '--place', '0,1,2')).code).toBe(2);
    expect((await run(signCommand, at('a.pdf'), ...key, '--place', '1,10,10,0,20')).code).toBe(2);
    expect((await run(signCommand)).errors).toContain('congvan sign');
    const missing = ['--p12', at('missing.p12'), '--passphrase-file', at('passphrase')];
    expect((await run(signCommand, at('a.pdf'), ...missing)).errors).toContain('Không có tệp');
    expect((await run(extendCommand, at('a.pdf'), '--level', 'B-B')).code).toBe(2);
    expect((await run(extendCommand, at('a.pdf'), '--level', 'B-T')).errors).toContain('--tsa');
  });

  it('writes over nothing unless it is asked to, and asks for no timestamp in vain', async () => {
    writeFileSync(at('taken.pdf'), 'của người khác');
    const nowhere = ['--level', 'B-T', '--tsa', 'http://127.0.0.1:1/'];
    const { code, lines } = await run(
      signCommand,
      at('a.pdf'),
      ...key,
      ...nowhere,
      '--out',
      at('taken.pdf'),
      '--json',
    );
    expect([code, JSON.parse(lines[0]!).error.code]).toEqual([1, 'OUTPUT_EXISTS']);
    expect(readFileSync(at('taken.pdf'), 'utf8')).toBe('của người khác');
    expect(await run(signCommand, at('a.pdf'), ...key, '--out', at('taken.pdf'), '--force')).toMatchObject({
      code: 0,
    });
    expect(readFileSync(at('taken.pdf'), 'latin1')).toContain('ETSI.CAdES.detached');
  });

  it('makes the folder for the results, and signs a second time in a field of its own', async () => {
    const results = at('made/by/sign');
    expect(await run(signCommand, at('a.pdf'), ...key, '--out-dir', results)).toMatchObject({ code: 0 });
    const { lines } = await run(signCommand, join(results, 'a.pdf'), ...key, '--json');
    expect(JSON.parse(lines[0]!)).toMatchObject({ field: 'signature-2' });
    const trust = trustFromPem(services.authority.caPem);
    const twice = await validatePdf(readFileSync(join(results, 'a-signed.pdf')), { trust });
    expect(twice.signatures.map(({ field, verdict }) => [field, verdict])).toEqual([
      ['signature', 'valid'],
      ['signature-2', 'valid'],
    ]);
  });

  it('shows the seal beside the name, and an attachment’s words and a copy’s seal at the top right', async () => {
    const name = ['--name', 'Nguyễn Văn Minh Họa', '--position', 'PHÓ GIÁM ĐỐC'];
    const seal = ['--seal', at('image.png')];
    for (const [shown, page] of [
      [[...seal, ...name], { width: 36 * MM }],
      [['--attachment', '2225/TTr-STTTT'], { width: 60 * MM }],
      [['--copy', 'SAO Y', '--agency', 'SỞ THÔNG TIN', ...seal], { width: 90 * MM }],
    ] as const) {
      expect(
        await run(signCommand, at('a.pdf'), ...key, ...shown, '--out', at('shown.pdf'), '--force'),
      ).toMatchObject({ code: 0 });
      const [field] = pdfLayout(readFileSync(at('shown.pdf'))).signatureFields;
      expect(field?.place?.width).toBeCloseTo(page.width, 1);
    }
    const both = ['--image', at('image.png'), '--attachment', '1/QĐ'];
    expect(await run(signCommand, at('a.pdf'), ...key, ...both)).toMatchObject({ code: 2 });
    const nowhere = ['--image', at('image.png'), '--out', at('nowhere.pdf')];
    expect((await run(signCommand, at('a.pdf'), ...key, ...nowhere)).errors).toContain('--place');
    expect((await run(signCommand, at('a.pdf'), ...key, '--copy', 'SAO Y')).errors).toContain('--agency');
    const stranger = ['--image', at('image.png'), '--name', 'Không Có Ai'];
    expect((await run(signCommand, at('a.pdf'), ...key, ...stranger, '--out', at('x.pdf'))).errors).toContain(
      'Không Có Ai',
    );
  });

  it('says why a key cannot be opened, or used', async () => {
    writeFileSync(at('wrong'), 'mật khẩu khác');
    const wrong = ['--p12', at('key.p12'), '--passphrase-file', at('wrong')];
    expect(await run(signCommand, at('a.pdf'), ...wrong)).toMatchObject({
      ...{ code: 2, errors: 'congvan sign: Mật khẩu của tệp khóa không đúng.' },
    });
    expect((await run(signCommand, at('a.pdf'), '--p12', at('a.pdf'), ...key.slice(2))).errors).toContain(
      'PKCS#12',
    );
    const old = await services.authority.issuePerson({
      ...{ commonName: 'Người Hết Hạn', notBefore: new Date('2020-02-01'), notAfter: new Date('2021-02-01') },
    });
    writeFileSync(at('old.p12'), old.pkcs12('mật khẩu'));
    const { code, lines } = await run(
      signCommand,
      at('a.pdf'),
      '--p12',
      at('old.p12'),
      ...key.slice(2),
      '--out',
      at('y.pdf'),
      '--json',
    );
    expect([code, JSON.parse(lines[0]!).error]).toEqual([
      ...[1, { code: 'CERTIFICATE_EXPIRED', message: expect.stringContaining('Người Hết Hạn') }],
    ]);
    expect(existsSync(at('y.pdf'))).toBe(false);
  });

  it.runIf(hasSoftHsm)('signs with a key on a PKCS#11 token', async () => {
    const { seal, module, tokenLabel, pin } = await tokenOfAgency(folder, services.authority, 'SỞ MINH HỌA');
    writeFileSync(at('pin'), `${pin}\n`);
    writeFileSync(at('chain.pem'), seal.chainPem);
    const token = ['--pkcs11', module, '--token', tokenLabel, '--key', 'con-dau', '--chain', at('chain.pem')];
    const done = await run(
      signCommand,
      at('a.pdf'),
      ...token,
      '--pin-file',
      at('pin'),
      '--out',
      at('token.pdf'),
    );
    expect(done).toMatchObject({ code: 0, errors: '' });
    const { signatures } = await validatePdf(readFileSync(at('token.pdf')), {
      trust: trustFromPem(services.authority.caPem),
    });
    expect(signatures).toMatchObject([{ verdict: 'valid', signer: { commonName: 'SỞ MINH HỌA' } }]);
    writeFileSync(at('pin'), '0000');
    const refused = await run(signCommand, at('a.pdf'), ...token, '--pin-file', at('pin'));
    expect(refused).toMatchObject({ code: 2, errors: 'congvan sign: Mã PIN không đúng.' });
    expect((await run(signCommand, at('a.pdf'), ...token, ...key)).errors).toContain(
      'một trong --p12 và --pkcs11',
    );
  });

  it('writes nothing when two files would be written to one', async () => {
    mkdirSync(at('other'), { recursive: true });
    writeFileSync(at('other/a.pdf'), readFileSync(at('a.pdf')));
    const command = [at('a.pdf'), at('other/a.pdf'), ...key, '--out-dir', at('both'), '--json'];
    expect(await run(signCommand, ...command)).toMatchObject({ code: 2, lines: [] });
  });

  it('says in Vietnamese, and in JSON, what is wrong with a file or a folder', async () => {
    const { code, lines } = await run(signCommand, at('none.pdf'), folder, ...key, '--json');
    expect([code, ...lines.map((line) => JSON.parse(line).error)]).toEqual([
      1,
      { code: 'ENOENT', message: 'Không có tệp hoặc thư mục này.' },
      { code: 'EISDIR', message: 'Đây là thư mục, không phải tệp.' },
    ]);
  });

  it('runs from the shell, and congvan extend raises what it made', async () => {
    const bin = join(import.meta.dirname, 'congvan.mjs');
    const command = [bin, 'sign', at('a.pdf'), ...key, '--pss', '--out', at('shell.pdf')];
    await promisify(execFile)(process.execPath, command, { timeout: 100_000 });
    const { timestampUrls, authority } = services;
    const extended = await run(
      extendCommand,
      at('shell.pdf'),
      '--tsa',
      timestampUrls[0]!,
      '--out',
      at('lta.pdf'),
    );
    expect(extended).toMatchObject({ code: 0 });
    expect(await pyHanko(readFileSync(at('lta.pdf')), authority.caFile)).toMatchObject([
      { field: 'signature', ok: true },
      { field: 'timestamp-1', ok: true },
      { field: 'timestamp-2', ok: true },
    ]);
  }, 120_000);
});
