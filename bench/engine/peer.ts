import { Engine } from 'bpmn-engine';

/** Completed instances a second of bpmn-engine, in memory, its service answering at once. */
export async function peerThroughput(
  source: string,
  seconds: number,
): Promise<{ perSecond: number; instances: number }> {
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
  const begun = performance.now();
  let instances = 0;
  while (performance.now() - begun < seconds * 1000) {
    await run();
    instances += 1;
  }
  return { perSecond: instances / ((performance.now() - begun) / 1000), instances };
}
