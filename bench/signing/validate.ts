/**
 * Validation of a two-signature file of 1 MB (person, number filled in, agency; B-T), against EU DSS warmed up.
 * DSS runs beside the repository: the variable DSS_VALIDATE names a command that takes `CA.pem FILE.pdf…` and
 * prints one JSON line a signature with `file` and `ms`, all files in one process.
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { testAuthorities } from '../../signing/testing/authorities.ts';
import { signedDocument } from '../../signing/testing/signedDocument.ts';
import { trustFromPem } from '../../signing/trust/trustStore.ts';
import { validatePdf } from '../../signing/validate/validatePdf.ts';

export interface ValidationBench {
  name: string;
  /** DSS's time over ours; absent without DSS. */
  ratio?: number;
  oursMs: number;
  dssMs?: number;
  bytes: number;
  runs: number;
}

const RUNS = 200;
const WARM_UP = 100;

export async function benchValidation(dssCommand?: string): Promise<ValidationBench> {
  const services = await testAuthorities();
  const folder = mkdtempSync(join(tmpdir(), 'congvan-bench-'));
  try {
    const { sealed } = await signedDocument(services, { padding: 1_000_000 });
    const trust = trustFromPem(services.authority.caPem);
    const times: number[] = [];
    for (let run = 0; run < WARM_UP + RUNS; run++) {
      const start = performance.now();
      const report = await validatePdf(sealed, { trust });
      times.push(performance.now() - start);
      if (report.verdict !== 'valid') throw new Error(`the file is ${report.verdict}`);
    }
    const oursMs = median(times.slice(WARM_UP));
    const result = { name: 'validate two signatures, 1 MB', bytes: sealed.length, runs: RUNS };
    if (!dssCommand) return { ...result, oursMs: round(oursMs) };
    const file = join(folder, 'sealed.pdf');
    writeFileSync(file, sealed);
    const dssMs = await dssTime(dssCommand, services.authority.caFile, file);
    return { ...result, ratio: round(dssMs / oursMs), oursMs: round(oursMs), dssMs: round(dssMs) };
  } finally {
    rmSync(folder, { recursive: true });
    await services.stop();
  }
}

/** Each file is reported once a signature, with the time of the whole file. */
async function dssTime(command: string, ca: string, file: string): Promise<number> {
  const files = Array.from({ length: WARM_UP + RUNS }, () => file);
  const { stdout } = await promisify(execFile)(command, [ca, ...files], { maxBuffer: 64 << 20 });
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { ms: number });
  const perFile = lines.filter((_, index) => index % 2 === 0).map(({ ms }) => ms);
  return median(perFile.slice(WARM_UP));
}

const median = (times: number[]): number => times.toSorted((a, b) => a - b)[times.length >> 1]!;
const round = (value: number): number => Number(value.toFixed(2));

if (process.argv[1] === import.meta.filename) {
  process.stdout.write(`${JSON.stringify(await benchValidation(process.env.DSS_VALIDATE))}\n`);
}
