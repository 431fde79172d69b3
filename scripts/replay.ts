// npm run replay -- [--data DIR] [--out DIR] [--port-base N] [--running]: plays the whole story over HTTP and checks
// what it left. With --running it plays in the demonstration that npm start has started.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { checkStory } from './demonstration/checks.ts';
import { joinEnvironment, startEnvironment } from './demonstration/environment.ts';
import { DEFAULT_PORT_BASE } from './demonstration/options.ts';
import { replayStory } from './demonstration/replayStory.ts';
import { writeResults } from './demonstration/results.ts';

/** Of its own, so that it runs beside npm start. */
const REPLAY_PORT_BASE = 18_000;

const { values } = parseArgs({
  options: {
    /** Kept, and gone on from, when given; else a folder of the replay's own. */
    data: { type: 'string' },
    out: { type: 'string' },
    'port-base': { type: 'string' },
    running: { type: 'boolean', default: false },
  },
});
const startedAt = Date.now();
const seconds = () => (Date.now() - startedAt) / 1000;
const say = (line: string) => console.log(`${seconds().toFixed(1).padStart(6)} s  ${line}`);

const temporary = !values.running && !values.data;
const kept = resolve(values.data ?? fileURLToPath(new URL('../data', import.meta.url)));
const data = temporary ? await mkdtemp(join(tmpdir(), 'congvan-replay-')) : kept;
const portBase = Number(values['port-base'] ?? (values.running ? DEFAULT_PORT_BASE : REPLAY_PORT_BASE));
const environment = values.running
  ? await joinEnvironment({ data, portBase })
  : await startEnvironment({ data, portBase }, say);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => environment.stop().finally(() => process.exit(130)));
}
try {
  const played = await replayStory(environment.places, say);
  const checks = await checkStory(played);
  for (const { name, ok, seen } of checks) {
    say(`${ok ? 'đạt ' : 'HỎNG'}  ${name}${ok ? '' : `: ${JSON.stringify(seen)}`}`);
  }
  const out = values.out ? resolve(values.out) : await mkdtemp(join(tmpdir(), 'congvan-replay-out-'));
  await mkdir(out, { recursive: true });
  const results = await writeResults(played, out);
  await writeFile(join(out, 'ca.pem'), environment.caPem);
  if (values.out) say(`Đã ghi ra ${out}`);
  else await rm(out, { recursive: true });
  const passed = checks.every(({ ok }) => ok);
  console.log(JSON.stringify({ ...results, checks, passed, seconds: seconds() }));
  process.exitCode = passed ? 0 : 1;
} finally {
  await environment.stop();
  if (temporary) await rm(data, { recursive: true, force: true });
}
