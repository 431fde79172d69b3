import { connect } from 'node:http2';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryStore } from '../state/memoryStore.ts';
import type { LogBatch } from '../state/store.ts';
import {
  INTERNAL,
  INVALID_ARGUMENT,
  methodNames,
  NOT_FOUND,
  pathOf,
  RESOURCE_EXHAUSTED,
  TestGateway,
  UNIMPLEMENTED,
} from '../testing/gateway.ts';
import { bpmn, flow, service } from '../testing/index.ts';

/** Answers nothing while it is held. */
class HeldStore extends MemoryStore {
  private held: Promise<void> | undefined;

  /** @returns how to let it go on */
  hold(): () => void {
    let release: () => void = () => undefined;
    this.held = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  }

  override async append(batch: LogBatch): Promise<void> {
    await this.held;
    await super.append(batch);
  }

  override async confirm(): Promise<void> {
    await this.held;
    await super.confirm();
  }
}

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await TestGateway.start();
});
afterAll(() => gateway.stop());

/** One task whose mappings are these. */
const mapped = (...mappings: [source: string, target: string][]) =>
  bpmn(
    `<bpmn:startEvent id="s"/>${flow('s', 'a')}${service(
      'a',
      'work',
      `<zeebe:ioMapping>${mappings.map(([source, target]) => `<zeebe:input source="=${source}" target="${target}"/>`).join('')}</zeebe:ioMapping>`,
    )}`,
  );

describe('a request', () => {
  it.each(methodNames)('of %s that is no message is refused, and the gateway goes on', async (name) => {
    expect(await gateway.send(pathOf(name), Buffer.from([0xff, 0xff, 0xff]))).toMatchObject({
      code: INTERNAL,
    });
    expect(await gateway.call('Topology', {})).toMatchObject({ code: 0 });
  });

  it('of any bytes has an answer', async () => {
    // A poll or stream of jobs that happens to be well-formed waits for jobs.
    const names = methodNames.filter((name) => !/Activate|WithResult/.test(name));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...names), fc.uint8Array({ maxLength: 60 }), async (name, bytes) => {
        expect((await gateway.send(pathOf(name), Buffer.from(bytes))).code).toBeGreaterThanOrEqual(0);
      }),
      { numRuns: 300 },
    );
    expect(await gateway.goesOn()).toBe(true);
  });

  it('for a method or service that is not there is UNIMPLEMENTED', async () => {
    for (const path of [
      pathOf('DropDatabase'),
      '/another.Service/Topology',
      '/',
      '/gateway_protocol.Gateway/',
    ])
      expect(await gateway.send(path, Buffer.alloc(0))).toMatchObject({ code: UNIMPLEMENTED });
  });

  it.each([
    ['of another content type', { 'content-type': 'application/json' }, 415],
    ['without a content type', {}, 415],
    ['that is no POST', { ':method': 'GET', 'content-type': 'application/grpc' }, 405],
  ])('%s is refused by HTTP', async (_what, headers, status) => {
    const session = connect(`http://127.0.0.1:${gateway.gateway.port}`);
    const request = session.request({ ':method': 'POST', ':path': pathOf('Topology'), ...headers });
    const answered = new Promise((resolve) => request.on('response', (h) => resolve(h[':status'])));
    request.resume().end();
    expect(await answered).toBe(status);
    session.close();
  });

  it('of 50 MB of variables is refused before it is read', async () => {
    expect(await gateway.create({ large: 'x'.repeat(50_000_000) })).toMatchObject({
      code: RESOURCE_EXHAUSTED,
    });
    expect(await gateway.goesOn()).toBe(true);
  });

  it('with variables that nest without end, or are no object, is refused', async () => {
    for (const variables of [`{"a":${'['.repeat(500_000)}${']'.repeat(500_000)}}`, '[]', '3', '{"a":'])
      expect(await gateway.call('PublishMessage', { name: 'm', variables })).toMatchObject({
        code: INVALID_ARGUMENT,
      });
  });

  it.each([
    ['{"id": 123456789012345678901234567890}', 'MessagePack cannot serialize BigInteger larger than 2^64-1'],
    ['{"id": -9223372036854775809}', 'MessagePack cannot serialize BigInteger larger than 2^64-1'],
    ['{"text": "\uffff5"}', 'U+FFFF is not a character'],
    ['{"text": "\\uFFff5"}', 'U+FFFF is not a character'],
  ])('with %s is refused', async (variables, details) => {
    expect(await gateway.call('PublishMessage', { name: 'm', variables })).toMatchObject({
      code: INVALID_ARGUMENT,
      details: expect.stringContaining(details),
    });
  });

  it('about a key of another partition is NOT_FOUND', async () => {
    expect(await gateway.call('SetVariables', { elementInstanceKey: 7, variables: '{}' })).toMatchObject({
      code: NOT_FOUND,
      details:
        'Expected to execute command on partition 0, but either it does not exist, or the gateway is not yet aware of it',
    });
  });

  it.each([
    ['type', { type: ' ' }],
    ['worker', { worker: '' }],
    ['timeout', { timeout: 0 }],
    ['max jobs', { maxJobsToActivate: 0 }],
  ])('for jobs whose %s is wrong is refused, as gateway.proto says', async (what, wrong) => {
    const right = { type: 't', worker: 'w', timeout: 1_000, maxJobsToActivate: 1, requestTimeout: -1 };
    expect(await gateway.call('ActivateJobs', { ...right, ...wrong })).toMatchObject({
      code: INVALID_ARGUMENT,
      details: expect.stringContaining(what),
    });
  });

  it('is shed while more waits to be written than goes to disk at once', async () => {
    const disk = new HeldStore();
    const full = await TestGateway.start(disk);
    const text = 'x'.repeat(3_900_000);
    const release = disk.hold();
    const answers = Array.from({ length: 60 }, () =>
      full.call('PublishMessage', { name: 'm', timeToLive: 0, variables: JSON.stringify({ text }) }),
    );
    expect(await Promise.race(answers)).toMatchObject({ code: RESOURCE_EXHAUSTED });
    release();
    expect(new Set((await Promise.all(answers)).map(({ code }) => code))).toEqual(
      new Set([0, RESOURCE_EXHAUSTED]),
    );
    // Refused ones leave nothing behind that would keep others out.
    const broken = Array.from({ length: 60 }, () =>
      full.call('PublishMessage', { name: 'm', variables: `{${' '.repeat(3_900_000)}` }),
    );
    await Promise.all(broken);
    expect(await full.goesOn()).toBe(true);
    await full.stop();
  });
});

describe('expressions that make much of little', () => {
  const stopped = async () => (await gateway.engine.incidents()).at(-1)?.message;

  it('by doubling a text stop with an incident', async () => {
    const names = Array.from({ length: 60 }, (_, i) => `v${i}`);
    await gateway.deploy(
      mapped(
        ['s + s', 'v0'],
        ...names.slice(1).map((name, i) => [`v${i} + v${i}`, name] as [string, string]),
      ),
    );
    await gateway.create({ s: 'x'.repeat(1_000) });
    expect(await stopped()).toContain('at most 4 MB');
    expect(await gateway.goesOn()).toBe(true);
  });

  it('again and again in one run stop with an incident', async () => {
    const loop = `<bpmn:multiInstanceLoopCharacteristics><bpmn:extensionElements><zeebe:loopCharacteristics inputCollection="=for i in 1..200 return i"/></bpmn:extensionElements></bpmn:multiInstanceLoopCharacteristics>`;
    const large = `<zeebe:ioMapping><zeebe:input source="=string join(for i in 1..3000 return s)" target="large"/></zeebe:ioMapping>`;
    await gateway.deploy(
      bpmn(
        `<bpmn:startEvent id="s"/>${flow('s', 'a')}${service('a', 'large', large).replace('</bpmn:serviceTask>', `${loop}</bpmn:serviceTask>`)}`,
      ),
    );
    const { message } = await gateway.create({ s: 'x'.repeat(1_000) });
    await expect.poll(stopped, { timeout: 60_000 }).toContain('at most 256 MB');
    expect(await gateway.goesOn()).toBe(true);
    const { processInstanceKey } = message;
    expect(await gateway.call('CancelProcessInstance', { processInstanceKey })).toMatchObject({ code: 0 });
  }, 90_000);
});
