// npm run replay -- [--data DIR] [--out DIR] [--port-base N]: plays the whole story over HTTP, checks what it left.
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { checkStory } from './demonstration/checks.ts';
import { startEnvironment } from './demonstration/environment.ts';
import { replayStory } from './demonstration/replayStory.ts';
import { writeResults } from './demonstration/results.ts';

const DEFAULT_PORT_BASE = 18_000;

const { values } = parseArgs({
  options: {
    /** Kept, and gone on from, when given; else a folder of the replay's own. */
    data: { type: 'string' },
    out: { type: 'string' },
    'port-base': { type: 'string', default: String(DEFAULT_PORT_BASE) },
  },
});
const startedAt = Date.now();
const seconds = () => (Date.now() - startedAt) / 1000;
const say = (line: string) => console.log(`${seconds().toFixed(1).padStart(6)} s  ${line}`);

const data = values.data ? resolve(values.data) : await mkdtemp(join(tmpdir(), 'congvan-replay-'));
const environment = await startEnvironment({ data, portBase: Number(values['port-base']) }, say);
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => environment.stop().finally(() => process.exit(130)));
}
try {
  const played = await replayStory(environment.places, say);
  const checks = await checkStory(played);
  for (const { name, ok, seen } of checks)
    say(`${ok ? 'đạt ' : 'HỎNG'}  ${name}${ok ? '' : `: ${JSON.stringify(seen)}`}`);
  const out = values.out ? resolve(values.out) : join(data, 'out');
  await mkdir(out, { recursive: true });
  const results = await writeResults(played, out);
  await writeFile(join(out, 'ca.pem'), environment.caPem);
  if (values.out) say(`Đã ghi ra ${out}`);
  const passed = checks.every(({ ok }) => ok);
  console.log(JSON.stringify({ ...results, checks, passed, seconds: seconds() }));
  process.exitCode = passed ? 0 : 1;
} finally {
  await environment.stop();
  if (!values.data) await rm(data, { recursive: true, force: true });
}
