// npm run simulate -- --seconds 60 --seed N: runs from seed N on, until the time is over or a run fails.
import { parseArgs } from 'node:util';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: { seconds: { type: 'string', default: '60' }, seed: { type: 'string' }, runs: { type: 'string' } },
});
const end = Date.now() + Number(values.seconds) * 1_000;
const first = values.seed === undefined ? Date.now() % 1_000_000 : Number(values.seed);
let [runs, instances, jobs, crashes, refusals, successions] = [0, 0, 0, 0, 0, 0];
for (let seed = first; Date.now() < end && runs < Number(values.runs ?? Number.MAX_SAFE_INTEGER); seed++) {
  const report = await simulate(seed);
  runs++;
  instances += report.instances;
  jobs += report.jobs;
  crashes += report.crashes;
  refusals += report.refusals;
  successions += report.successions;
  if (report.wrong.length === 0) continue;
  console.error(`seed ${seed} fails:\n${report.wrong.slice(0, 10).join('\n')}`);
  process.exitCode = 1;
  break;
}
console.log(
  JSON.stringify({
    name: 'simulation',
    first,
    runs,
    instances,
    jobs,
    crashes,
    refusals,
    successions,
    failed: process.exitCode === 1,
  }),
);
