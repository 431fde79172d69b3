import { Engine } from 'bpmn-engine';

/** Completed instances a second of bpmn-engine, in memory, its service answering at once; CPU time of one. */
export async function peerThroughput(
  source: string,
  seconds: number,
): Promise<{ perSecond: number; cpuMs: number }> {
  const services = { work: (_input: unknown, done: (error: null, result: object) => void) => done(null, {}) };
  const run = async () => {
    let ended = false;
    const engine = new Engine({ name: 'peer', source, services } as never);
    engine.once('end', () => {
      ended = true;
    });
    await engine.execute();
    if (!ended) throw new Error('bpmn-engine did not end the instance');
  };
  for (let warm = 0; warm < 50; warm += 1) await run();
  const [begun, before] = [performance.now(), process.cpuUsage()];
  let instances = 0;
  while (performance.now() - begun < seconds * 1000) {
    await run();
    instances += 1;
  }
  const spent = process.cpuUsage(before);
  return {
    perSecond: instances / ((performance.now() - begun) / 1000),
    cpuMs: (spent.user + spent.system) / 1000 / instances,
  };
}
