import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demonstrationSignature } from '../appearance/demonstration.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { samplePdf } from '../testing/samplePdf.ts';
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
