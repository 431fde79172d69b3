// npm test: installs what the suites need, runs every check and suite, and ends with «N passed, N failed».
// Plain Node without imports from node_modules, because on a fresh clone there are none yet.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const reports = mkdtempSync(join(tmpdir(), 'congvan-reports-'));
let passed = 0;
let failed = 0;
let runs = 0;
const failures = [];

/** Runs a command; its output is shown whole when it has ended, since others run beside it. @returns whether it ended with 0 */
async function run(command, args) {
  // A file, not a pipe: what the command leaves running would keep a pipe open.
  const said = join(reports, `${++runs}.log`);
  const output = openSync(said, 'w');
  const startedAt = Date.now();
  console.log(`… ${command} ${args.join(' ')}`);
  const child = spawn(command, args, { cwd: root, stdio: ['ignore', output, output] });
  closeSync(output);
  const [status] = await once(child, 'exit');
  console.log(`\n▶ ${command} ${args.join(' ')} (${Math.round((Date.now() - startedAt) / 1000)} s)`);
  process.stdout.write(readFileSync(said));
  return status === 0;
}

/** A check counts as one test. */
async function check(name, command, args) {
  if (await run(command, args)) passed += 1;
  else {
    failed += 1;
    failures.push(name);
  }
}

/** A vitest suite counts each of its tests; a run that ends without a report is one failure. */
async function suite(name, args) {
  const report = join(reports, `${name}.json`);
  const ok = await run('npx', [
    'vitest',
    'run',
    ...args,
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${report}`,
  ]);
  if (!existsSync(report)) {
    failed += 1;
    failures.push(`${name}: no report`);
    return;
  }
  const result = JSON.parse(readFileSync(report, 'utf8'));
  passed += result.numPassedTests;
  failed += result.numFailedTests;
  for (const file of result.testResults) {
    for (const test of file.assertionResults)
      if (test.status === 'failed') failures.push(`${name}: ${test.fullName}`);
  }
  // A file that failed to load has no failed test in it, yet the run is not green.
  if (!ok && result.numFailedTests === 0) {
    failed += 1;
    failures.push(`${name}: a file did not load, or an error escaped a test`);
  }
}

installPackages(root);
mkdirSync(join(root, 'tools'), { recursive: true });
const tools = join(root, 'scripts/tools');
const scripts = readdirSync(tools).filter((script) => script.endsWith('.sh'));

/** What needs none of the tools: the types of our own programs take as long as all the others together. */
async function otherChecks() {
  await check('lint', 'npx', ['biome', 'check', '--error-on-warnings', '.']);
  await check('types of the web', 'npm', ['run', '--silent', 'types', '-w', 'web']);
  await check('imports', 'npm', ['run', '--silent', 'imports']);
  await check('web build', 'npm', ['run', '--silent', 'build', '-w', 'web']);
  await suite('web', ['--config', 'web/vitest.config.ts']);
}

// Tools wait for the network and checks for the processor, so they run beside each other, and then a suite that waits
// for screens beside one that computes.
await Promise.all([
  ...scripts.sort().map((script) => check(`tools: ${script}`, 'bash', [join(tools, script)])),
  check('types', 'npx', ['tsc', '--noEmit']),
  otherChecks(),
]);
await Promise.all([suite('unit', []), suite('browser', ['--config', 'e2e/vitest.config.ts'])]);
rmSync(reports, { recursive: true, force: true });

for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
