// npm test: installs what the suites need, runs every check and suite, and ends with «N passed, N failed».
// Plain Node without imports from node_modules, because on a fresh clone there are none yet.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installPackages } from './install.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const reports = mkdtempSync(join(tmpdir(), 'congvan-reports-'));
let passed = 0;
let failed = 0;
const failures = [];

/** Runs a command with its output shown. @returns {boolean} whether it ended with 0 */
function run(command, args) {
  console.log(`\n▶ ${command} ${args.join(' ')}`);
  return spawnSync(command, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'] }).status === 0;
}

/** A check counts as one test. */
function check(name, command, args) {
  if (run(command, args)) passed += 1;
  else {
    failed += 1;
    failures.push(name);
  }
}

/** A vitest suite counts each of its tests; a run that ends without a report is one failure. */
function suite(name, args) {
  const report = join(reports, `${name}.json`);
  const ok = run('npx', [
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
for (const script of readdirSync(tools).sort()) {
  if (script.endsWith('.sh')) check(`tools: ${script}`, 'bash', [join(tools, script)]);
}
check('lint', 'npx', ['biome', 'check', '--error-on-warnings', '.']);
check('types', 'npx', ['tsc', '--noEmit']);
check('types of the web', 'npm', ['run', '--silent', 'types', '-w', 'web']);
check('imports', 'npm', ['run', '--silent', 'imports']);
check('web build', 'npm', ['run', '--silent', 'build', '-w', 'web']);
suite('unit', []);
suite('web', ['--config', 'web/vitest.config.ts']);
suite('browser', ['--config', 'e2e/vitest.config.ts']);
rmSync(reports, { recursive: true, force: true });

for (const failure of failures) console.log(`failed: ${failure}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 && passed > 0 ? 0 : 1;
