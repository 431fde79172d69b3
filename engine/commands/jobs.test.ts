import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bpmn, flow, service, type TestEngine, testEngine } from '../testing/index.ts';
import { ManualClock, settle } from '../testing/manualClock.ts';
import { completeJob, failJob, updateJobRetries, updateJobTimeout } from './jobs.ts';

let engine: TestEngine;
let clock: ManualClock;
beforeEach(async () => {
  clock = new ManualClock();
  engine = await testEngine(undefined, clock);
  await engine.deploy(
    bpmn(
      `<bpmn:startEvent id="s"/>${flow('s', 'a')}${service('a', 'work')}${flow('a', 'e')}<bpmn:endEvent id="e"/>`,
    ),
  );
});
afterEach(() => engine.stop());

const failed = (key: number, retries: number, retryBackOff = 0) => ({
  key,
  retries,
  retryBackOff,
  errorMessage: 'hỏng',
  variables: { seen: true },
});

describe('a job', () => {
  it('that fails with a long message is told of by 10,000 characters and dots', async () => {
    await engine.create();
    const { key } = (await engine.activate('work'))[0]!;
    await engine.do((x) => failJob(x, { ...failed(key, 0), errorMessage: 'x'.repeat(10_001) }));
    expect((await engine.incident())!.message).toBe(`${'x'.repeat(10_000)}...`);
  });

  it('goes to one worker, and to another when its time is over', async () => {
    await engine.create();
    const [first] = await engine.activate('work');
    expect(await engine.activate('work', 1, 0)).toEqual([]);
    await clock.advance(60_001);
    const [second] = await engine.activate('work');
    expect(second!.key).toBe(first!.key);
  });

  it('waits for a worker as long as the worker waits for it', async () => {
    const later = engine.activate('work', 1, 10_000);
    await engine.create({ n: 1 });
    expect(await later).toMatchObject([{ type: 'work', variables: '{"n":1}', retries: 3 }]);
    const never = engine.activate('work', 1, 10_000);
    await clock.advance(10_000);
    expect(await never).toEqual([]);
  });

  it('completed twice is not found the second time', async () => {
    await engine.create();
    const job = await engine.work('work');
    await expect(engine.do((x) => completeJob(x, job.key, {}))).rejects.toThrow(
      `Command 'COMPLETE' rejected with code 'NOT_FOUND': Expected to complete job with key '${job.key}', but no such job was found`,
    );
  });

  it('that fails is tried again, at once or after its backoff', async () => {
    await engine.create();
    const [job] = await engine.activate('work');
    await engine.do((x) => failJob(x, failed(job!.key, 2)));
    expect(await engine.activate('work', 1, 0)).toMatchObject([{ retries: 2 }]);
    await engine.do((x) => failJob(x, failed(job!.key, 1, 5_000)));
    expect(await engine.activate('work', 1, 0)).toEqual([]);
    await clock.advance(5_000);
    expect(await engine.activate('work', 1, 0)).toMatchObject([{ retries: 1, variables: '{"seen":true}' }]);
  });

  it('without retries is an incident, resolved by giving it some', async () => {
    const pi = await engine.create();
    const [job] = await engine.activate('work');
    await engine.do((x) => failJob(x, failed(job!.key, 0)));
    const incident = await engine.incident();
    expect(incident).toMatchObject({ type: 'JOB_NO_RETRIES', message: 'hỏng', job: job!.key });
    await expect(engine.do((x) => completeJob(x, job!.key, {}))).rejects.toThrow(
      "but it is in state 'FAILED'",
    );
    await expect(engine.do((x) => updateJobRetries(x, job!.key, 0))).rejects.toThrow('INVALID_ARGUMENT');
    await engine.do((x) => updateJobRetries(x, job!.key, 1));
    await engine.resolve(incident!.key);
    await engine.work('work');
    expect(engine.ended(pi)).toBe(true);
    expect(await engine.left()).toBe(0);
  });

  it('that is not there is not updated', async () => {
    const gone = "NOT_FOUND': Expected to update job with key '1', but no such job was found";
    await expect(engine.do((x) => updateJobRetries(x, 1, 3))).rejects.toThrow(gone);
    await expect(engine.do((x) => updateJobTimeout(x, 1, 1_000))).rejects.toThrow(gone);
  });

  it('may be given more time', async () => {
    await engine.create();
    const [job] = await engine.activate('work');
    await engine.do((x) => updateJobTimeout(x, job!.key, 100_000));
    await clock.advance(90_000);
    expect(await engine.activate('work', 1, 0)).toEqual([]);
    await clock.advance(10_001);
    expect(await engine.activate('work', 1, 0)).toHaveLength(1);
  });

  it('that a worker has not taken any more goes to the next', async () => {
    await engine.create();
    engine.processor.jobs.poll(
      {
        type: 'work',
        worker: 'gone',
        timeout: 60_000,
        maxJobs: 1,
        fetchVariables: [],
        tenants: ['<default>'],
      },
      1_000,
      () => false,
    );
    await settle();
    expect(await engine.activate('work', 1, 1_000)).toMatchObject([{ worker: 'test' }]);
  });

  it('larger than a message is an incident, and the others go on', async () => {
    await engine.create({ text: 'x'.repeat(5_000_000) });
    const small = await engine.create({ text: 'small' });
    expect(await engine.activate('work', 10, 0)).toMatchObject([{ processInstanceKey: small }]);
    expect(await engine.incident()).toMatchObject({ type: 'MESSAGE_SIZE_EXCEEDED' });
  });
});
