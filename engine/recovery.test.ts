import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { pinClock, resetClock } from './commands/clock.ts';
import { completeJob } from './commands/jobs.ts';
import { EngineFencedError } from './errors.ts';
import type { OnEnd } from './execution.ts';
import { MemoryStore } from './state/memoryStore.ts';
import type { Checkpoint, Loaded, LogBatch, Recovery, TableSpec } from './state/store.ts';
import { bpmn, DEFAULT_TENANT, flow, service, TestEngine } from './testing/index.ts';
import { ManualClock } from './testing/manualClock.ts';

type What = 'append' | 'confirm' | 'checkpoint' | 'byKeys' | 'byColumns';

/** A database that refuses what it is told to, and takes its time to be read anew. */
class RefusingStore extends MemoryStore {
  readonly refuses = new Set<What>();
  /** Recovery waits for it. */
  recovering: Promise<void> | undefined;
  /** Called before rows are read; may refuse. */
  reading: (keys: number[]) => void = () => undefined;

  /** Another engine has had the place. */
  fenced = false;
  lost: (why: unknown) => void = () => undefined;

  override async recover(specs: TableSpec<never>[], lost = this.lost): Promise<Recovery> {
    if (this.fenced) throw new EngineFencedError();
    this.lost = lost;
    await this.recovering;
    return super.recover(specs);
  }
  override async append(batch: LogBatch): Promise<void> {
    this.mayRefuse('append');
    return super.append(batch);
  }
  override async confirm(): Promise<void> {
    this.mayRefuse('confirm');
  }
  override async checkpoint(checkpoint: Checkpoint): Promise<void> {
    this.mayRefuse('checkpoint');
    return super.checkpoint(checkpoint);
  }
  override async byKeys(table: string, keys: number[]): Promise<Loaded[]> {
    this.mayRefuse('byKeys');
    this.reading(keys);
    return super.byKeys(table, keys);
  }
  override async byColumns(...query: Parameters<MemoryStore['byColumns']>): Promise<Loaded[]> {
    this.mayRefuse('byColumns');
    return super.byColumns(...query);
  }
  private mayRefuse(what: What): void {
    if (this.refuses.has(what)) throw new Error('the database is away');
  }
}

const timer = (id: string, text: string) =>
  `<bpmn:intermediateCatchEvent id="${id}"><bpmn:timerEventDefinition><bpmn:timeDuration>${text}</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>`;
const around = (id: string, element: string, inside: string) =>
  bpmn(
    `<bpmn:startEvent id="s"/>${flow('s', element)}${inside}${flow(element, 'e')}<bpmn:endEvent id="e"/>`,
  ).replace('id="p"', `id="${id}"`);
const work = around('p', 'a', service('a', 'work'));
const HOUR = 3_600_000;

let store: RefusingStore;
let clock: ManualClock;
let engine: TestEngine;
let reported: unknown[];
async function start(maxResident?: number): Promise<void> {
  engine = new TestEngine(store, { clock, maxResident, onError: (error) => reported.push(error) });
  await engine.processor.start();
}
beforeEach(async () => {
  store = new RefusingStore();
  clock = new ManualClock();
  reported = [];
});
afterEach(() => engine.stop());

const fired = () => engine.records.filter((r) => r.intent === 'TRIGGERED').map((r) => r.elementId);

describe('an engine whose database refuses a write', () => {
  beforeEach(() => start());

  it('says so, and goes on from what it has acknowledged when the database is back', async () => {
    await engine.deploy(work);
    const pi = await engine.create();
    store.refuses.add('append');
    await expect(engine.create()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    store.refuses.clear();
    await clock.advance(2_000);
    await engine.work('work');
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
    expect(reported).toHaveLength(1);
  });

  it('writes nothing of a state that it is still reading', async () => {
    await engine.deploy(work);
    await engine.create();
    let read: () => void = () => undefined;
    store.recovering = new Promise((resolve) => {
      read = resolve;
    });
    store.refuses.add('append');
    // A checkpoint is wanted as well, and nothing refuses it.
    const asked = engine.processor.hasInstances(1);
    await expect(engine.create()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    store.refuses.clear();
    await clock.advance(2_000);
    read();
    await asked;
    await clock.advance(2_000);
    expect(await engine.activate('work')).toHaveLength(1);
  });

  it('tells nothing from its tables that only the log knows better', async () => {
    await engine.deploy(work);
    await engine.create();
    const definition = await engine.do((x) => x.definitions.latest('process', 'p', DEFAULT_TENANT)!.key);
    store.refuses.add('append');
    await expect(engine.create()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect(engine.processor.hasInstances(definition)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    store.refuses.clear();
    await clock.advance(2_000);
    expect(await engine.processor.hasInstances(definition)).toBe(true);
  });

  it('refuses nothing by what it remembers while it cannot be certain that nobody has taken its place', async () => {
    const complete = () => engine.do((x) => completeJob(x, 2 ** 51 + 7, {}));
    await expect(complete()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    store.refuses.add('confirm');
    await expect(complete()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    store.refuses.clear();
    await clock.advance(2_000);
    await expect(complete()).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('answers a worker that was to get jobs, which another one gets', async () => {
    await engine.deploy(work);
    await engine.create();
    store.refuses.add('append');
    expect(await engine.activate('work')).toEqual([]);
    store.refuses.clear();
    await clock.advance(2_000);
    expect(await engine.activate('work')).toHaveLength(1);
  });

  it('finds the jobs at rest though it could not read them when they were first asked for', async () => {
    await start(1);
    await engine.deploy(work);
    for (let i = 0; i < 3; i++) await engine.create();
    await clock.advance(5_000);
    await engine.stop();
    await start(1);
    store.refuses.add('byColumns');
    const asked = engine.activate('work', 10, 30_000);
    await clock.advance(2_000);
    store.refuses.clear();
    await clock.advance(2_000);
    expect(await asked).toHaveLength(3);
    expect(reported).not.toEqual([]);
  });

  it('still tells the result of an instance whose end it could not write', async () => {
    await engine.deploy(around('p', 't', timer('t', 'PT1H')));
    const pi = await engine.create({ n: 1 });
    store.refuses.add('append');
    await clock.advance(HOUR);
    store.refuses.clear();
    await clock.advance(2_000);
    expect(engine.result(pi)).toEqual({ n: 1 });
  });
});

describe('an engine whose place another one has taken', () => {
  it('is told so, and ends: whoever waits hears that it is unavailable', async () => {
    await start();
    await engine.deploy(work);
    const told: unknown[] = [];
    const onEnd: OnEnd = (...how) => told.push(how);
    await engine.create({}, 'p', { onEnd });
    const polled = engine.activate('other', 1, 30_000);
    store.fenced = true;
    store.lost(new Error('the connection has ended'));
    await expect(engine.create()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await clock.advance(2_000);
    expect(told).toMatchObject([[false, {}, { code: 'UNAVAILABLE' }]]);
    expect(await polled).toEqual([]);
    expect(engine.fenced).toBeInstanceOf(EngineFencedError);
    store.fenced = false;
    await clock.advance(60_000);
    await expect(engine.create()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });
});

describe('what falls due', () => {
  it('is done though the database could not be read at first', async () => {
    await start(1);
    await engine.deploy(around('p', 't', timer('t', 'PT1H')));
    for (let i = 0; i < 3; i++) await engine.create();
    await clock.advance(HOUR / 2);
    store.refuses.add('byKeys');
    await clock.advance(HOUR / 2);
    expect(fired().length).toBeLessThan(3);
    store.refuses.clear();
    await clock.advance(5_000);
    expect(fired()).toEqual(['t', 't', 't']);
  });

  it('is done though the clock is set back while its rows are read', async () => {
    await start(1);
    await engine.deploy(around('p', 't', timer('t', 'PT1H')));
    for (let i = 0; i < 3; i++) await engine.create();
    await clock.advance(HOUR - 1);
    let set = false;
    store.reading = () => {
      if (!set) clock.setBack(500);
      set = true;
    };
    await clock.advance(1);
    expect([set, fired().length < 3]).toEqual([true, true]);
    await clock.advance(2_000);
    expect(fired()).toEqual(['t', 't', 't']);
  });

  describe('is done in its order, also when the first of them', () => {
    let parent: number;
    beforeEach(async () => {
      await start(1);
      await engine.deploy(
        around('child', 'first', timer('first', 'PT1H')),
        around(
          'p',
          'c',
          '<bpmn:callActivity id="c"><bpmn:extensionElements><zeebe:calledElement processId="child"/></bpmn:extensionElements></bpmn:callActivity>',
        ),
        around('other', 'second', timer('second', 'PT1H0.001S')),
      );
      parent = await engine.create();
      await engine.create({}, 'other');
    });

    it('needs rows at rest that the others do not', async () => {
      await clock.advance(2 * HOUR);
      expect(fired()).toEqual(['first', 'second']);
    });

    it('needs rows that the database does not give at first', async () => {
      let refused = 0;
      store.reading = (keys) => {
        if (keys.includes(parent) && refused++ === 0) throw new Error('the database is away');
      };
      await clock.advance(2 * HOUR);
      expect(refused).toBeGreaterThan(1);
      expect(fired()).toEqual(['first', 'second']);
    });

    it('waits for its rows while the clock is pinned back and, after something earlier has been set, ahead again', async () => {
      await engine.deploy(around('earlier', 'third', timer('third', '=wait')));
      await engine.create({ wait: 'PT1000H' }, 'earlier');
      let read = false;
      store.reading = (keys) => {
        if (read || !keys.includes(parent)) return;
        read = true;
        void engine.do((x) => pinClock(x, clock.now() - 24 * HOUR));
        void engine.create({ wait: 'PT1H' }, 'earlier');
        void engine.do(resetClock);
      };
      await clock.advance(2 * HOUR);
      expect(fired()).toEqual(['third', 'first', 'second']);
    });
  });
});
