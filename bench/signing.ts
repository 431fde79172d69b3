/**
 * `npm run bench:signing`: signing and validation beside EU DSS in the same run, one JSON line a measure.
 * `--seconds N` for each phase (8 unless said).
 */
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { openSigningPool, readPkcs12, signPdf, trustFromPem, validatePdf } from '../signing/index.ts';
import { buildDssPeer } from './dss/build.ts';

const PASSPHRASE = 'bench';
const IN_FLIGHT = 8;
const TURNS = 4;
const cores = cpus().length;
const seconds = Number(process.argv[process.argv.indexOf('--seconds') + 1]) || 8;
const round = (value: number): number => Math.round(value * 100) / 100;
const print = (line: object): void => console.log(JSON.stringify(line));

/** Operations a second with several in flight. */
async function rate(once: () => Promise<unknown>, forSeconds: number): Promise<number> {
  const start = performance.now();
  const end = start + forSeconds * 1000;
  let done = 0;
  const worker = async () => {
    while (performance.now() < end) {
      await once();
      done++;
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, worker));
  return done / ((performance.now() - start) / 1000);
}

/** Rates of several, measured in turn in short spells: a machine that slows down meanwhile does so for each of them. */
async function ratesInTurn(works: (() => Promise<unknown>)[], forSeconds: number): Promise<number[]> {
  const sums = works.map(() => 0);
  for (let turn = 0; turn < TURNS; turn++)
    for (const [index, once] of works.entries()) sums[index]! += await rate(once, forSeconds / TURNS);
  return sums.map((sum) => sum / TURNS);
}

/** What the machine can do at most: RSA-2048 signatures of a few bytes, on all cores, and nothing else. */
function bareSignature(): () => Promise<void> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const bytes = Buffer.alloc(256);
  return () =>
    new Promise((resolve, reject) => {
      sign('sha256', bytes, privateKey, (error) => (error ? reject(error) : resolve()));
    });
}

/** Of this program alone, bytes: what Linux tells as `ru_maxrss` goes on from the parent's. */
function peakOfMemory(): number {
  const status = readFileSync('/proc/self/status', 'latin1');
  return Number(/^VmHWM:\s*(\d+) kB$/m.exec(status)![1]) * 1024;
}

/** Peak of resident memory over what the program itself takes, for reading and signing one large file. */
async function memory(folder: string): Promise<void> {
  const read = (name: string) => readFileSync(join(folder, name));
  const options = { key: readPkcs12(read('key.p12'), PASSPHRASE), level: 'B-B', field: 'person' } as const;
  await signPdf(read('100KB.pdf'), options);
  const before = process.memoryUsage().rss;
  const pdf = read('64MB.pdf');
  await signPdf(pdf, options);
  print({ name: 'memory-of-signing-64MB', ratio: round((peakOfMemory() - before) / pdf.length), target: 3 });
}

/** Runs one of the bench's programs. @returns what it prints */
const run = (...args: string[]): string =>
  execFileSync(process.execPath, ['--import', 'tsx', ...args], { encoding: 'utf8' });

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'congvan-bench-'));
  const at = (name: string) => join(folder, name);
  try {
    run(join(import.meta.dirname, 'signing/prepare.ts'), folder, PASSPHRASE);
    const key = readPkcs12(readFileSync(at('key.p12')), PASSPHRASE);
    const peer = buildDssPeer();
    if ('missing' in peer) print({ name: 'peer', skipped: `EU DSS is not available: ${peer.missing}` });
    const dss = (...args: string[]): number | undefined =>
      'run' in peer ? Number(peer.run(...args, String(cores), String(seconds), String(seconds))) : undefined;
    const compare = (name: string, target: number, ours: number, theirs: number | undefined, more = {}) =>
      print({
        name,
        ratio: theirs ? round(ours / theirs) : null,
        target,
        ours_per_second: round(ours),
        dss_per_second: theirs === undefined ? null : round(theirs),
        ...more,
      });

    const pool = openSigningPool();
    const bare = bareSignature();
    await rate(bare, 1);
    for (const [size, target] of [
      ['100KB', 3],
      ['10MB', 10],
    ] as const) {
      const file = at(`${size}.pdf`);
      const pdf = readFileSync(file);
      const options = { key, level: 'B-B', field: 'person' } as const;
      const whole = () => pool.sign(pdf, options);
      const appended = () => pool.append(pdf, options);
      await rate(whole, seconds);
      // Ours before and after the peer, so that a slow spell of the machine does not fall on one of them alone.
      const works = [bare, whole, appended];
      const before = await ratesInTurn(works, seconds / 2);
      const theirs = dss('sign', at('key.p12'), PASSPHRASE, file);
      await rate(whole, seconds / 4);
      const after = await ratesInTurn(works, seconds / 2);
      const [limit, ...ours] = before.map((one, index) => (one + after[index]!) / 2);
      ['', '-only-what-is-appended'].forEach((kind, index) => {
        compare(`sign-${size}${kind}`, target, ours[index]!, theirs, {
          rsa_limit_per_second: round(limit!),
          of_rsa_limit: round(ours[index]! / limit!),
        });
      });
    }

    await pool.close();

    const signed = readFileSync(at('signed.pdf'));
    const trust = trustFromPem(readFileSync(at('ca.pem'), 'utf8'));
    const once = async () => {
      const report = await validatePdf(signed, { trust, at: new Date() });
      if (report.signatures.length !== 2) throw new Error('two signatures are expected');
    };
    await rate(once, seconds / 4);
    const first = await rate(once, seconds / 2);
    const theirs = dss('validate', at('ca.pem'), at('signed.pdf'));
    compare('validate-1MB-two-signatures', 1, (first + (await rate(once, seconds / 2))) / 2, theirs);

    process.stdout.write(run(import.meta.filename, '--memory', folder));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const measured = process.argv.indexOf('--memory');
await (measured > 0 ? memory(process.argv[measured + 1]!) : main());
