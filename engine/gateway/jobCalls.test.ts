import type { StatusObject } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { failJob } from '../commands/jobs.ts';
import { TestGateway } from '../testing/gateway.ts';
import { bpmn, flow, service } from '../testing/index.ts';

interface Job {
  key: number;
  processInstanceKey: number;
  worker: string;
}

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start();
});
afterAll(() => gateway.stop());

/** Deploys a process of the type's name, one task of this type. */
const deploy = (type: string) =>
  gateway.deploy(
    bpmn(
      `<bpmn:startEvent id="s"/>${flow('s', 'a')}${service('a', type)}${flow('a', 'e')}<bpmn:endEvent id="e"/>`,
    ).replace('id="p"', `id="${type}"`),
  );

const create = async (type: string, variables: object = {}): Promise<number> =>
  Number((await gateway.create(variables, type)).message.processInstanceKey);

const creates = async (count: number, type: string, variables: object = {}): Promise<number[]> => {
  const keys: number[] = [];
  for (let i = 0; i < count; i++) keys.push(await create(type, variables));
  return keys;
};

/** A stream that the gateway knows of. */
async function open(type: string, more: object = {}) {
  const stream = gateway.stream<Job>('StreamActivatedJobs', {
    type,
    worker: 'stream',
    timeout: 60_000,
    ...more,
  });
  await new Promise((resolve) => stream.call.once('metadata', resolve));
  return stream;
}

const instances = (jobs: Job[]) => jobs.map(({ processInstanceKey }) => processInstanceKey);
const polled = async (type: string) => instances(await gateway.engine.activate(type, 100, 0));
const hundredKb = { text: 'x'.repeat(100_000) };

describe('a job stream', () => {
  it('is given the jobs that become ready from now on; those before are polled', async () => {
    await deploy('later');
    const before = await create('later');
    const { call, messages } = await open('later');
    const after = await create('later');
    await expect.poll(() => instances(messages)).toEqual([after]);
    expect(await polled('later')).toEqual([before]);
    call.cancel();
  });

  it('comes before who polls', async () => {
    await deploy('both');
    const poll = gateway.engine.activate('both', 1, 500);
    const { call, messages } = await open('both');
    const key = await create('both');
    await expect.poll(() => instances(messages)).toEqual([key]);
    expect(await poll).toEqual([]);
    call.cancel();
  });

  it('is given a job again that has failed', async () => {
    await deploy('failed');
    const { call, messages } = await open('failed');
    const key = await create('failed');
    await expect.poll(() => instances(messages)).toEqual([key]);
    const failed = { key: messages[0]!.key, retries: 3, errorMessage: '', retryBackOff: 0, variables: {} };
    await gateway.engine.do((x) => failJob(x, failed));
    await expect.poll(() => instances(messages)).toEqual([key, key]);
    call.cancel();
  });

  it('is given a job again that has timed out', async () => {
    await deploy('timed-out');
    const { call, messages } = await open('timed-out', { timeout: 50 });
    const key = await create('timed-out');
    await expect.poll(() => messages.length).toBeGreaterThan(1);
    expect(new Set(instances(messages))).toEqual(new Set([key]));
    call.cancel();
  });

  it('shares with other streams of its type', async () => {
    await deploy('shared');
    const [one, two] = [await open('shared'), await open('shared')];
    const keys = await creates(20, 'shared');
    await expect.poll(() => instances([...one.messages, ...two.messages]).sort()).toEqual(keys);
    expect(one.messages).toHaveLength(10);
    one.call.cancel();
    two.call.cancel();
  });

  it('that has gone leaves its jobs to others', async () => {
    await deploy('gone');
    const gone = await open('gone');
    gone.call.cancel();
    const { call, messages } = await open('gone');
    const key = await create('gone');
    await expect.poll(() => instances(messages)).toEqual([key]);
    call.cancel();
    const left = await create('gone');
    await expect.poll(() => polled('gone')).toEqual([left]);
  });

  it('whose client does not read yields its jobs to who polls, and has new ones when it reads again', async () => {
    await deploy('slow');
    const { call, messages } = await open('slow');
    call.pause();
    gateway.engine.records = [];
    const before = await creates(60, 'slow', hundredKb);
    const yielded = await polled('slow');
    expect(yielded.length).toBeGreaterThan(0);
    expect(gateway.engine.records.filter(({ intent }) => intent === 'YIELDED')).toHaveLength(yielded.length);
    call.resume();
    const streamed = before.filter((key) => !yielded.includes(key));
    await expect.poll(() => instances(messages)).toEqual(streamed);
    const after = await create('slow');
    await expect.poll(() => instances(messages)).toEqual([...streamed, after]);
    call.cancel();
  });

  it('whose client does not read yields its jobs to a stream whose client does', async () => {
    await deploy('relief');
    const slow = await open('relief');
    const quick = await open('relief');
    slow.call.pause();
    const keys = await creates(60, 'relief', hundredKb);
    slow.call.resume();
    const all = () => instances([...slow.messages, ...quick.messages]).sort();
    await expect.poll(all).toEqual(keys);
    expect(quick.messages.length).toBeGreaterThan(slow.messages.length);
    slow.call.cancel();
    quick.call.cancel();
  });

  it('ends with CANCELLED when the gateway stops', async () => {
    const other = await TestGateway.start();
    const { call } = other.stream('StreamActivatedJobs', { type: 't', worker: 'w', timeout: 1_000 });
    await new Promise((resolve) => call.once('metadata', resolve));
    const ended = new Promise<StatusObject>((resolve) => call.once('status', resolve));
    await other.stop();
    expect(await ended).toMatchObject({ code: 1 });
  });
});

describe('a poll', () => {
  it('for more than 4 MB of jobs has them in several messages', async () => {
    await deploy('large');
    const keys = await creates(7, 'large', { text: 'x'.repeat(1_500_000) });
    const request = { type: 'large', worker: 'w', timeout: 60_000 };
    const some = gateway.stream<{ jobs: Job[] }>('ActivateJobs', { ...request, maxJobsToActivate: 5 });
    await new Promise((resolve) => some.call.once('end', resolve));
    expect(some.messages.map(({ jobs }) => jobs.length)).toEqual([2, 2, 1]);
    const rest = gateway.stream<{ jobs: Job[] }>('ActivateJobs', { ...request, maxJobsToActivate: 50 });
    await new Promise((resolve) => rest.call.once('end', resolve));
    const all = [...some.messages, ...rest.messages].flatMap(({ jobs }) => instances(jobs));
    expect(all).toEqual(keys);
  });
});
