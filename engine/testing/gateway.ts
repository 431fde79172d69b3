// A gateway over an engine in memory, and clients that say what they like.
import { type Gateway, startGateway } from '../gateway/server.ts';
import type { Store } from '../state/store.ts';
import { bpmn, flow, service, type TestEngine, testEngine } from './index.ts';
import { RawClient } from './rawClient.ts';

export { type Answer, methodNames, pathOf } from './rawClient.ts';
export const [INVALID_ARGUMENT, NOT_FOUND, RESOURCE_EXHAUSTED, UNIMPLEMENTED, INTERNAL] = [3, 5, 8, 12, 13];

/** Itself the client that misbehaves. */
export class TestGateway extends RawClient {
  private constructor(
    readonly engine: TestEngine,
    readonly gateway: Gateway,
    address: string,
    /** Somebody else. */
    private readonly other = new RawClient(address),
  ) {
    super(address);
  }

  static async start(store?: Store): Promise<TestGateway> {
    const engine = await testEngine(store);
    const gateway = await startGateway(engine.processor, { host: '127.0.0.1', port: 0 });
    return new TestGateway(engine, gateway, `127.0.0.1:${gateway.port}`);
  }

  /** Another client deploys, starts an instance, works on it and has its result. */
  async goesOn(): Promise<boolean> {
    const { other } = this;
    const type = `type-${Math.random()}`;
    const model = bpmn(
      `<bpmn:startEvent id="s"/>${flow('s', 'a')}${service('a', type)}${flow('a', 'e')}<bpmn:endEvent id="e"/>`,
    ).replace('id="p"', 'id="other"');
    await other.deploy(model);
    const result = other.call('CreateProcessInstanceWithResult', {
      request: { bpmnProcessId: 'other', version: -1 },
      requestTimeout: 30_000,
    });
    const [job] = await this.engine.activate(type, 1, 30_000);
    await other.call('CompleteJob', { jobKey: job!.key, variables: '{"done": true}' });
    return (await result).message.variables === '{"done":true}';
  }

  async stop(): Promise<void> {
    this.close();
    this.other.close();
    await this.gateway.stop();
    await this.engine.stop();
  }
}
