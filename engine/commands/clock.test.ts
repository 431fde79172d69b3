import { describe, expect, it } from 'vitest';
import { bpmn, flow, type TestEngine, testEngine } from '../testing/index.ts';
import { ManualClock } from '../testing/manualClock.ts';
import { pinClock, resetClock } from './clock.ts';

const HOUR = 3_600_000;
const waits = bpmn(
  `<bpmn:startEvent id="s"/>${flow('s', 't')}<bpmn:intermediateCatchEvent id="t"><bpmn:timerEventDefinition><bpmn:timeDuration>PT1H</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>${flow('t', 'e')}<bpmn:endEvent id="e"/>`,
);
const clock = new ManualClock();
async function pin(engine: TestEngine, at: number): Promise<void> {
  await engine.do((x) => pinClock(x, at));
  await clock.advance(0);
}
async function reset(engine: TestEngine): Promise<void> {
  await engine.do(resetClock);
  await clock.advance(0);
}
const timeOf = (engine: TestEngine) => engine.do((x) => x.now);

describe('the pinned clock', () => {
  it('fires what is due at the moment it is pinned to', async () => {
    const engine = await testEngine(undefined, clock);
    await engine.deploy(waits);
    const key = await engine.create();
    await pin(engine, clock.now() + HOUR - 1);
    expect(engine.ended(key)).toBe(false);
    await pin(engine, clock.now() + HOUR);
    expect(engine.ended(key)).toBe(true);
    await engine.stop();
  });

  it('stands still while the machine goes on', async () => {
    const engine = await testEngine(undefined, clock);
    await engine.deploy(waits);
    const at = clock.now() - 24 * HOUR;
    await pin(engine, at);
    const key = await engine.create();
    await clock.advance(48 * HOUR);
    expect(await timeOf(engine)).toBe(at);
    expect(engine.ended(key)).toBe(false);
    await pin(engine, at + HOUR);
    expect(engine.ended(key)).toBe(true);
    await engine.stop();
  });

  it("goes with the machine's again once it is reset, and fires what has fallen due meanwhile", async () => {
    const engine = await testEngine(undefined, clock);
    await engine.deploy(waits);
    await pin(engine, clock.now());
    const key = await engine.create();
    await clock.advance(2 * HOUR);
    expect(engine.ended(key)).toBe(false);
    await reset(engine);
    expect(await timeOf(engine)).toBe(clock.now());
    expect(engine.ended(key)).toBe(true);
    await engine.stop();
  });

  it('comes back from a far future', async () => {
    const engine = await testEngine(undefined, clock);
    await engine.deploy(waits);
    await pin(engine, clock.now() + 1_000 * HOUR);
    await reset(engine);
    const key = await engine.create();
    await clock.advance(HOUR - 1);
    expect(engine.ended(key)).toBe(false);
    await clock.advance(1);
    expect(engine.ended(key)).toBe(true);
    await engine.stop();
  });

  it('is pinned over a restart', async () => {
    const first = await testEngine(undefined, clock);
    await first.deploy(waits);
    const at = clock.now() - HOUR;
    await pin(first, at);
    const key = await first.create();
    await first.stop();
    await clock.advance(3 * HOUR);
    const second = await testEngine(first.store, clock);
    await clock.advance(0);
    expect(await timeOf(second)).toBe(at);
    expect(second.ended(key)).toBe(false);
    await pin(second, at + HOUR);
    expect(second.ended(key)).toBe(true);
    await second.stop();
  });

  it('refuses what is no moment', async () => {
    const engine = await testEngine();
    await expect(engine.do((x) => pinClock(x, -1))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await expect(engine.do((x) => pinClock(x, 9e15))).rejects.toMatchObject({ code: 'INVALID_ARGUMENT' });
    await engine.stop();
  });
});
