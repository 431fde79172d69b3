/** Independent validators that tests ask: pyHanko, and poppler's pdfsig. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
const here = import.meta.dirname;
const python = join(here, '../../tools/pyhanko/bin/python');

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

async function withFile<T>(pdf: Uint8Array, use: (path: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'congvan-validate-'));
  try {
    writeFileSync(join(folder, 'signed.pdf'), pdf);
    return await use(join(folder, 'signed.pdf'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** @param caFile PEM of the root to trust. @param ades by EN 319 102-1, with embedded revocation data only */
export async function pyHanko(
  pdf: Uint8Array,
  caFile: string,
  { ades = false }: { ades?: boolean } = {},
): Promise<PyHankoReport[]> {
  if (!existsSync(python)) throw new Error('pyHanko is missing: run scripts/tools/signing.sh');
  const options = ades ? ['--ades'] : [];
  const { stdout } = await withFile(pdf, (path) =>
    run(python, [join(here, 'pyhanko_report.py'), caFile, ...options, path], { timeout: 60_000 }),
  );
  return stdout
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as PyHankoReport);
}

/** What pdfsig says of each signature's cryptography: «Signature is Valid.» when it holds. */
export async function pdfsig(pdf: Uint8Array): Promise<string[]> {
  const { stdout } = await withFile(pdf, (path) => run('pdfsig', ['-nocert', path], { timeout: 30_000 }));
  return [...stdout.matchAll(/Signature Validation: (.*)/g)].map(([, verdict]) => verdict!);
}
