import { execFile, execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
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

it('has no line for a file without signatures, says so beside them, and ends with 1', async () => {
  const { code, out, err } = await run(at('plain.pdf'), '--json');
  expect([code, out, err]).toEqual([1, [], [expect.stringContaining('không có chữ ký số')]]);
});

it('tells what it prints and how it ends when asked, and when it is given nothing', async () => {
  const asked = await run('--help');
  expect([asked.code, asked.err]).toEqual([0, []]);
  expect(asked.out.join('\n')).toContain('Kết thúc bằng 0');
  const nothing = await run('--json');
  expect([nothing.code, nothing.out]).toEqual([2, []]);
});

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

it('refuses options that it cannot read', async () => {
  for (const args of [
    ['--nonsense'],
    ['--at', 'hôm nay'],
    ['--max-mb', '0'],
    ['--trust', at('plain.pdf')],
    ['--trust', at('none.pem')],
  ]) {
    expect((await run(at('signed.pdf'), ...args)).code).toBe(2);
  }
});
