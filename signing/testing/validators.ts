/** Independent programs that tests ask: pyHanko to validate and to sign, and poppler's pdfsig. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = import.meta.dirname;
const python = join(here, '../../tools/pyhanko/bin/python');

/** The interpreter with pyHanko and signxml. */
export function signingPython(): string {
  if (!existsSync(python)) throw new Error('pyHanko is missing: run scripts/tools/signing.sh');
  return python;
}

export interface PyHankoReport {
  field: string;
  /** Intact, valid, trusted, and nothing changed after it that may not change. */
  ok: boolean;
  coverage: string;
  modification: string;
  timestamp: boolean;
  summary: string;
  /** With `ades` only. */
  indication?: string;
  failure?: string;
}

async function withFiles<T>(pdfs: Uint8Array[], use: (paths: string[]) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'congvan-validate-'));
  try {
    const paths = pdfs.map((pdf, index) => {
      const path = join(folder, `${index}.pdf`);
      writeFileSync(path, pdf);
      return path;
    });
    return await use(paths);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/**
 * One run for several documents, because starting Python takes longer than what it then does.
 * @param caFile PEM of the root to trust
 * @param options.ades by EN 319 102-1, with embedded revocation data only
 */
export async function pyHankoEach(
  pdfs: Uint8Array[],
  caFile: string,
  { ades = false }: { ades?: boolean } = {},
): Promise<PyHankoReport[][]> {
  const script = [join(here, 'pyhanko_report.py'), caFile, ...(ades ? ['--ades'] : [])];
  return withFiles(pdfs, async (paths) => {
    const { stdout } = await run(signingPython(), [...script, ...paths], { timeout: 100_000 });
    const lines = stdout.split('\n').filter(Boolean);
    const reports = lines.map((line) => JSON.parse(line) as PyHankoReport & { file: string });
    return paths.map((path) => reports.filter((report) => report.file === path));
  });
}

export async function pyHanko(
  pdf: Uint8Array,
  caFile: string,
  options: { ades?: boolean } = {},
): Promise<PyHankoReport[]> {
  const [reports] = await pyHankoEach([pdf], caFile, options);
  return reports!;
}

/** What pdfsig says of each signature's cryptography: «Signature is Valid.» when it holds. */
export async function pdfsig(pdf: Uint8Array): Promise<string[]> {
  const { stdout } = await withFiles([pdf], (paths) =>
    run('pdfsig', ['-nocert', ...paths], { timeout: 60_000 }),
  );
  return [...stdout.matchAll(/Signature Validation: (.*)/g)].map(([, verdict]) => verdict!);
}

/** Another program's signature, for what ours does not make: encrypted files, Ed448. Key and certificate are PEM. */
export async function signWithPyHanko(
  pdf: Uint8Array,
  field: string,
  key: string,
  certificate: string,
): Promise<Buffer> {
  return withFiles([pdf, Buffer.from(key), Buffer.from(certificate)], async (paths) => {
    const [source, keyFile, certificateFile] = paths as [string, string, string];
    const target = `${source}.signed`;
    await run(python, [join(here, 'pyhanko_sign.py'), source, target, field, keyFile, certificateFile], {
      timeout: 60_000,
    });
    return readFileSync(target);
  });
}
