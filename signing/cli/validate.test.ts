import { execFile, execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { signedDocument } from '../testing/signedDocument.ts';
import { validateCommand } from './validate.ts';

let services: TestAuthorities;
let folder: string;
const at = (name: string) => join(folder, name);
beforeAll(async () => {
  services = await testAuthorities();
  folder = mkdtempSync(join(tmpdir(), 'congvan-cli-'));
  writeFileSync(at('signed.pdf'), (await signedDocument(services)).sealed);
  writeFileSync(at('plain.pdf'), await samplePdf());
  writeFileSync(at('empty.pdf'), '');
  writeFileSync(at('word.pdf'), 'PK');
});
afterAll(async () => {
  rmSync(folder, { recursive: true });
  await services.stop();
});

async function run(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const code = await validateCommand(args, { out: (line) => out.push(line), err: (line) => err.push(line) });
  return { code, out, err };
}

it('prints one JSON line a signature', async () => {
  const { code, out } = await run(at('signed.pdf'), '--trust', services.authority.caFile, '--json');
  expect(code).toBe(0);
  expect(out.map((line) => JSON.parse(line))).toMatchObject([
    {
      field: 'person',
      verdict: 'valid',
      indication: 'TOTAL-PASSED',
      level: 'B-T',
      coverage: 'entire-revision',
    },
    { field: 'agency', verdict: 'valid', indication: 'TOTAL-PASSED', level: 'B-T', coverage: 'entire-file' },
  ]);
});

const NAMED = 'file field verdict indication subIndication level signer signedAt coverage reasons'.split(' ');

it('names in every line the same things first, null where there is nothing', async () => {
  const trust = ['--trust', services.authority.caFile, '--json'];
  const { out } = await run(at('signed.pdf'), at('empty.pdf'), ...trust);
  const lines = out.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.map((line) => Object.keys(line).slice(0, NAMED.length))).toEqual([NAMED, NAMED, NAMED]);
  expect(lines[0]).toMatchObject({
    subIndication: null,
    signer: { commonName: 'Nguyễn Văn Minh Họa', capacity: 'person' },
    signedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
  });
  expect(lines[2]).toMatchObject({ field: null, indication: null, signer: null, signedAt: null });
});

it('says it in Vietnamese otherwise, and ends with 1 when not all is valid', async () => {
  const { code, out } = await run(at('signed.pdf'), at('plain.pdf'));
  expect(code).toBe(1);
  expect(out[0]).toContain('không đáng tin cậy');
  expect(out.at(-1)).toContain('Tài liệu không có chữ ký số.');
});

it('names what is wrong with a file, goes on with the next, and ends with 2', async () => {
  const files = [at('empty.pdf'), at('word.pdf'), at('missing.pdf'), folder, at('signed.pdf')];
  const { code, out } = await run(...files, '--trust', services.authority.caFile, '--json');
  expect(code).toBe(2);
  const lines = out.map((line) => JSON.parse(line) as { verdict: string; error?: { code: string } });
  expect(lines.map(({ verdict, error }) => [verdict, error?.code])).toEqual([
    ['unknown', 'PDF_EMPTY'],
    ['unknown', 'PDF_NOT_A_PDF'],
    ['unknown', 'ENOENT'],
    ['unknown', 'EISDIR'],
    ['valid', undefined],
    ['valid', undefined],
  ]);
});

it('reads no more of a file than it may', async () => {
  writeFileSync(at('huge.pdf'), '%PDF-1.7');
  truncateSync(at('huge.pdf'), 3 * 1024 ** 3);
  const { code, out } = await run(at('huge.pdf'), '--json');
  expect(code).toBe(2);
  expect(JSON.parse(out[0]!).error).toEqual({
    code: 'PDF_TOO_LARGE',
    message: 'Tệp PDF quá lớn (3072 MB, tối đa 256 MB).',
  });
});

it('has no line for a file without signatures, says so beside them, and ends with 1', async () => {
  const { code, out, err } = await run(at('plain.pdf'), '--json');
  expect([code, out, err.at(-1)]).toEqual([1, [], expect.stringContaining('không có chữ ký số')]);
});

it('tells what it prints and how it ends when asked, and when it is given nothing', async () => {
  const asked = await run('--help');
  expect([asked.code, asked.err]).toEqual([0, []]);
  expect(asked.out.join('\n')).toContain('Kết thúc bằng 0');
  const nothing = await run('--json');
  expect([nothing.code, nothing.out]).toEqual([2, []]);
});

it('reads the standard input, says which version it is, and what it does not know', () => {
  const bin = join(import.meta.dirname, 'congvan.mjs');
  const call = (args: string[], input: Uint8Array | string = '') =>
    spawnSync(process.execPath, [bin, ...args], { cwd: folder, input, encoding: 'utf8' });
  const { caFile } = services.authority;
  const piped = call(['validate', '-', '--trust', caFile, '--json'], readFileSync(at('signed.pdf')));
  expect(piped.status).toBe(0);
  expect(piped.stdout.split('\n').map((line) => line && JSON.parse(line).file)).toEqual(['-', '-', '']);
  expect(call(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  expect(call(['--help'])).toMatchObject({
    status: 0,
    stderr: '',
    stdout: expect.stringContaining('validate'),
  });
  const unknown = call(['validade']);
  expect([unknown.status, unknown.stderr.split('\n')[0]]).toEqual([2, 'congvan: không có lệnh «validade»']);
}, 60_000);

it('runs from the package as npm packs it', async () => {
  const root = join(import.meta.dirname, '../..');
  const pack = ['pack', '-w', '@congvan/signing', '--pack-destination', folder, '--json'];
  const { stdout } = await promisify(execFile)('npm', pack, { cwd: root });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  execFileSync('tar', ['-xf', at(filename), '-C', folder]);
  symlinkSync(join(root, 'node_modules'), at('node_modules'));
  const command = [at('package/cli/congvan.mjs'), 'validate', at('signed.pdf'), '--json'];
  const result = await promisify(execFile)(process.execPath, [
    ...command,
    '--trust',
    services.authority.caFile,
  ]);
  expect(result.stdout.trim().split('\n')).toHaveLength(2);
}, 120_000);

it('names the option that it cannot read', async () => {
  for (const [args, words] of [
    [['--nonsense'], 'không có tham số --nonsense'],
    [['--trust'], 'tham số --trust cần một giá trị'],
    [['--json=1'], 'tham số --json không nhận giá trị'],
    [['--at', 'hôm nay'], '--at hôm nay'],
    [['--max-mb', '0'], '--max-mb'],
    [['--trust', at('plain.pdf')], 'plain.pdf: Danh sách tin cậy không đọc được'],
    [['--trust', at('none.pem')], 'none.pem: Không có tệp'],
    [['--trust', at('.')], `${at('.')}: Đây là thư mục`],
  ] as const) {
    const { code, err } = await run(at('signed.pdf'), ...args);
    expect([code, err.join('\n')]).toEqual([2, expect.stringContaining(words)]);
  }
});

it('says that nobody is trusted when no list is given', async () => {
  const { err } = await run(at('signed.pdf'), '--json');
  expect(err.join('\n')).toContain('--trust');
});
