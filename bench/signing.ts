/**
 * `npm run bench:signing`: signing and validation beside EU DSS in the same run, one JSON line a measure.
 * `--seconds N` for each phase (8 unless said).
 */
import { execFileSync } from 'node:child_process';
import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createTestAuthority } from '../signing/authority/index.ts';
import { openSigningPool, readPkcs12, signPdf, trustFromPem, validatePdf } from '../signing/index.ts';
import { samplePdf } from '../signing/testing/samplePdf.ts';
import { buildDssPeer } from './dss/build.ts';

const PASSPHRASE = 'bench';
const IN_FLIGHT = 8;
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

/** What the machine can do at most: RSA-2048 signatures of a few bytes, on all cores, and nothing else. */
async function rsaLimit(): Promise<number> {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const bytes = Buffer.alloc(256);
  const once = (key: KeyObject) =>
    new Promise<void>((resolve, reject) => {
      sign('sha256', bytes, key, (error) => (error ? reject(error) : resolve()));
    });
  await rate(() => once(privateKey), 1);
  return rate(() => once(privateKey), seconds / 2);
}

/** Peak of resident memory over what the program itself takes, for reading and signing one large file. */
async function memory(p12: string, file: string): Promise<void> {
  const key = readPkcs12(readFileSync(p12), PASSPHRASE);
  await signPdf(await samplePdf(), { key, level: 'B-B', field: 'person' });
  const before = process.memoryUsage().rss;
  const pdf = readFileSync(file);
  await signPdf(pdf, { key, level: 'B-B', field: 'person' });
  const peak = process.resourceUsage().maxRSS * 1024;
  print({ name: 'memory-of-signing-64MB', ratio: round((peak - before) / pdf.length), target: 3 });
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'congvan-bench-'));
  try {
    const authority = await createTestAuthority({ folder: join(folder, 'authority') });
    const person = await authority.issuePerson({ commonName: 'Người ký' });
    const p12 = join(folder, 'key.p12');
    writeFileSync(p12, person.pkcs12(PASSPHRASE));
    const key = readPkcs12(readFileSync(p12), PASSPHRASE);
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
    for (const { name, padding, target } of [
      { name: 'sign-100KB', padding: 80_000, target: 3 },
      { name: 'sign-10MB', padding: 10_000_000, target: 10 },
    ]) {
      const file = join(folder, `${name}.pdf`);
      const pdf = await samplePdf({ padding });
      writeFileSync(file, pdf);
      const once = () => pool.sign(pdf, { key, level: 'B-B', field: 'person' });
      await rate(once, seconds / 2);
      // Ours before and after the peer, so that a slow spell of the machine does not fall on one of them alone.
      const first = await rate(once, seconds / 2);
      const theirs = dss('sign', p12, PASSPHRASE, file);
      const limit = await rsaLimit();
      const ours = (first + (await rate(once, seconds / 2))) / 2;
      compare(name, target, ours, theirs, {
        rsa_limit_per_second: round(limit),
        of_rsa_limit: round(ours / limit),
      });
    }

    await pool.close();

    let signed = await samplePdf({ padding: 950_000 });
    for (const field of ['person', 'agency']) signed = await signPdf(signed, { key, level: 'B-B', field });
    const file = join(folder, 'signed.pdf');
    writeFileSync(file, signed);
    const trust = trustFromPem(authority.caPem);
    const once = async () => {
      const report = await validatePdf(signed, { trust, at: new Date() });
      if (report.signatures.length !== 2) throw new Error('two signatures are expected');
    };
    await rate(once, seconds / 4);
    const first = await rate(once, seconds / 2);
    const theirs = dss('validate', authority.caFile, file);
    compare('validate-1MB-two-signatures', 1, (first + (await rate(once, seconds / 2))) / 2, theirs);

    const large = join(folder, 'large.pdf');
    writeFileSync(large, await samplePdf({ padding: 64 << 20 }));
    const child = ['--import', 'tsx', import.meta.filename, '--memory', p12, large];
    process.stdout.write(execFileSync(process.execPath, child, { encoding: 'utf8' }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const measured = process.argv.indexOf('--memory');
await (measured > 0 ? memory(process.argv[measured + 1]!, process.argv[measured + 2]!) : main());
