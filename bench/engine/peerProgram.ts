// bpmn-engine runs the five tasks in memory, its service answering at once, for the seconds of its argument.
import { Engine } from 'bpmn-engine';
import { fiveTasks } from './models.ts';
import type { PeerThroughput } from './peer.ts';

const services = { work: (_input: unknown, done: (error: null, result: object) => void) => done(null, {}) };

async function run(): Promise<void> {
  let ended = false;
  const engine = new Engine({ name: 'peer', source: fiveTasks, services } as never);
  engine.once('end', () => {
    ended = true;
  });
  await engine.execute();
  if (!ended) throw new Error('bpmn-engine did not end the instance');
}

for (let warm = 0; warm < 50; warm += 1) await run();
const milliseconds = Number(process.argv[2]) * 1000;
const [begun, before] = [performance.now(), process.cpuUsage()];
let instances = 0;
while (performance.now() - begun < milliseconds) {
  await run();
  instances += 1;
}
const spent = process.cpuUsage(before);
const measured: PeerThroughput = {
  perSecond: instances / ((performance.now() - begun) / 1000),
  cpuMs: (spent.user + spent.system) / 1000 / instances,
};
process.stdout.write(JSON.stringify(measured));
