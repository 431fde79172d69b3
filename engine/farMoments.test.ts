import { type TestDatabase, testDatabase } from '@congvan/storage/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failJob, updateJobTimeout } from './commands/jobs.ts';
import { PostgresStore } from './state/postgresStore.ts';
import { bpmn, DEFAULT_TENANT, flow, service, type TestEngine, testEngine } from './testing/index.ts';

/** What clients write who mean «never»: `Long.MAX_VALUE`. */
const FOREVER = 2 ** 63;

let database: TestDatabase<unknown>;
let engine: TestEngine;
beforeEach(async () => {
  database = await testDatabase();
  engine = await testEngine(new PostgresStore(database.url));
});
afterEach(async () => {
  await engine.stop();
  await database.drop();
});

/** Stops the engine, which brings its tables up to date, and starts it from them. */
async function restart(): Promise<void> {
  await engine.stop();
  engine = await testEngine(new PostgresStore(database.url));
}

const task = bpmn(
  `<bpmn:startEvent id="s"/>${flow('s', 'a')}${service('a', 'work')}${flow('a', 'e')}<bpmn:endEvent id="e"/>`,
);
const timer = (definition: string) =>
  bpmn(
    `<bpmn:startEvent id="s"/>${flow('s', 't')}<bpmn:intermediateCatchEvent id="t"><bpmn:timerEventDefinition>${definition}</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>${flow('t', 'e')}<bpmn:endEvent id="e"/>`,
  );

async function activate(timeout: number) {
  const [job] = await new Promise<{ key: number; deadline: number }[]>((resolve) =>
    engine.processor.jobs.poll(
      { type: 'work', worker: 'w', timeout, maxJobs: 1, fetchVariables: [], tenants: [DEFAULT_TENANT] },
      2_000,
      (jobs) => {
        resolve(jobs);
        return true;
      },
    ),
  );
  return job!;
}

describe('a moment that no clock reaches', () => {
  it('is kept as the last one that a Date can hold: the timeout of a job', async () => {
    await engine.deploy(task);
    await engine.create();
    const { key, deadline } = await activate(FOREVER);
    expect(new Date(deadline).toISOString()).toMatch(/^\+275760/);
    await restart();
    await engine.do((x) => updateJobTimeout(x, key, FOREVER));
    await restart();
    await engine.do((x) =>
      failJob(x, { key, retries: 1, errorMessage: '', retryBackOff: FOREVER, variables: {} }),
    );
    await restart();
    expect(await engine.do((x) => x.state.jobs.get(key))).toMatchObject({ key, due: deadline });
  });

  it('is kept: how long a message waits', async () => {
    await engine.publish('m', '1', {}, FOREVER);
    await restart();
    await engine.deploy(
      bpmn(
        `<bpmn:startEvent id="s"/>${flow('s', 'c')}<bpmn:intermediateCatchEvent id="c"><bpmn:messageEventDefinition messageRef="M"/></bpmn:intermediateCatchEvent>${flow('c', 'e')}<bpmn:endEvent id="e"/>`,
        '<bpmn:message id="M" name="m"><bpmn:extensionElements><zeebe:subscription correlationKey="=k"/></bpmn:extensionElements></bpmn:message>',
      ),
    );
    expect(engine.ended(await engine.create({ k: '1' }))).toBe(true);
  });

  it.each([
    ['a date', '<bpmn:timeDate>="999999999-12-31T23:59:59Z"</bpmn:timeDate>'],
    ['a duration in days', '<bpmn:timeDuration>P999999999D</bpmn:timeDuration>'],
    ['a duration in hours', '<bpmn:timeDuration>=duration("PT9999999999H")</bpmn:timeDuration>'],
  ])('is kept: when a timer is due, by %s', async (_what, definition) => {
    await engine.deploy(timer(definition));
    const pi = await engine.create();
    await restart();
    expect(await engine.incidents()).toEqual([]);
    expect(engine.ended(pi)).toBe(false);
    await engine.cancel(pi);
    expect(await engine.left()).toBe(0);
  });
});
