// Sentences of Camunda's documentation («Timer events»), one test each.
import { describe, expect, it } from 'vitest';
import { MemoryStore } from '../state/memoryStore.ts';
import { eachTest } from '../testing/eachTest.ts';
import { bpmn, flow, service, type TestEngine, testEngine } from '../testing/index.ts';
import type { ManualClock } from '../testing/manualClock.ts';

let engine: TestEngine;
let clock: ManualClock;
eachTest((started, time) => {
  engine = started;
  clock = time;
});

const HOUR = 3_600_000;
const START = '<bpmn:startEvent id="s"/>';
const END = '<bpmn:endEvent id="e"/>';
const timer = (kind: string, text: string) =>
  `<bpmn:timerEventDefinition><bpmn:${kind}>${text}</bpmn:${kind}></bpmn:timerEventDefinition>`;
const beside = (event: string) =>
  `<bpmn:boundaryEvent id="b" attachedToRef="a" cancelActivity="false">${event}</bpmn:boundaryEvent>${flow('b', 'be')}<bpmn:endEvent id="be"/>`;
const task = (more: string) =>
  `${START}${flow('s', 'a')}${service('a', 'work')}${flow('a', 'e')}${END}${more}`;

describe('a timer, as documented,', () => {
  const waiting = (text: string, kind = 'timeDuration') =>
    bpmn(
      `${START}${flow('s', 't')}<bpmn:intermediateCatchEvent id="t">${timer(kind, text)}</bpmn:intermediateCatchEvent>${flow('t', 'e')}${END}`,
    );

  it.each(['PT0S', '-PT1H', '=duration("-P1D")'])(
    'of no duration or less (%s) fires at once',
    async (text) => {
      await engine.deploy(waiting(text));
      const pi = await engine.create();
      await clock.advance(1);
      expect(engine.ended(pi)).toBe(true);
    },
  );

  it('that is to repeat no more than no times fires once', async () => {
    await engine.deploy(bpmn(task(beside(timer('timeCycle', 'R0/PT1H')))));
    await engine.create();
    for (let i = 0; i < 3; i++) await clock.advance(HOUR);
    expect(engine.path().filter((line) => line === 'b COMPLETED')).toHaveLength(1);
  });

  it('takes a string or a temporal value of an expression', async () => {
    await engine.deploy(waiting('=date and time(till) - date and time(from)'));
    const pi = await engine.create({ from: '2026-11-24T08:00:00Z', till: '2026-11-24T09:00:00Z' });
    await clock.advance(HOUR - 1);
    expect(engine.ended(pi)).toBe(false);
    await clock.advance(1);
    expect(engine.ended(pi)).toBe(true);
  });

  it('takes a date with the zone it is of', async () => {
    await engine.deploy(waiting('2026-11-24T02:00:00+01:00[Europe/Berlin]', 'timeDate'));
    const pi = await engine.create();
    await clock.advance(HOUR - 1);
    expect(engine.ended(pi)).toBe(false);
    await clock.advance(1);
    expect(engine.ended(pi)).toBe(true);
  });

  it('with a duration beside an activity fires once', async () => {
    await engine.deploy(bpmn(task(beside(timer('timeDuration', 'PT1H')))));
    await engine.create();
    await clock.advance(5 * HOUR);
    expect(engine.path().filter((line) => line === 'be COMPLETED')).toHaveLength(1);
  });

  it.each(['2026-11-24T02:00:00[Europe/Berlin]', '2026-11-24T01:00:00'])(
    'takes a date with a zone alone, and one without offset and zone at UTC: %s',
    async (text) => {
      await engine.deploy(waiting(text, 'timeDate'));
      const pi = await engine.create();
      await clock.advance(HOUR - 1);
      expect(engine.ended(pi)).toBe(false);
      await clock.advance(1);
      expect(engine.ended(pi)).toBe(true);
    },
  );

  it('starts a process every day from a time in a zone on', async () => {
    const start = timer('timeCycle', 'R/2026-11-24T08:00:00[Asia/Ho_Chi_Minh]/P1D');
    await engine.deploy(
      bpmn(`<bpmn:startEvent id="s">${start}</bpmn:startEvent>${flow('s', 'a')}${service('a', 'work')}`),
    );
    await clock.advance(HOUR - 1);
    expect(await engine.activate('work', 10, 0)).toHaveLength(0);
    await clock.advance(1);
    await engine.work('work');
    await clock.advance(48 * HOUR);
    expect(await engine.activate('work', 10, 0)).toHaveLength(2);
  });
});

describe('a timer that repeats', () => {
  it('fires once for all that it missed while the engine was down, and goes on in step', async () => {
    const store = new MemoryStore();
    const first = await testEngine(store, clock);
    await first.deploy(bpmn(task(beside(timer('timeCycle', 'R/PT1H')))));
    await first.create();
    await first.stop();
    await clock.advance(5.5 * HOUR);
    const second = await testEngine(store, clock);
    await clock.advance(0);
    const fired = () => second.path().filter((line) => line === 'be COMPLETED').length;
    expect(fired()).toBe(1);
    await clock.advance(HOUR / 2);
    expect(fired()).toBe(2);
    await second.stop();
  });
});
