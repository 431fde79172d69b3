// A gateway over an engine in memory, and clients that say what they like.
import { fileURLToPath } from 'node:url';
import { Client, type ClientReadableStream, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import { SERVICE } from '../gateway/protocol.ts';
import { type Gateway, startGateway } from '../gateway/server.ts';
import type { Store } from '../state/store.ts';
import { bpmn, flow, service as serviceTask, type TestEngine, testEngine } from './index.ts';

export const [INVALID_ARGUMENT, NOT_FOUND, RESOURCE_EXHAUSTED, UNIMPLEMENTED, INTERNAL] = [3, 5, 8, 12, 13];

export interface Answer {
  /** gRPC status; 0: OK. */
  code: number;
  details: string;
  message: Record<string, unknown>;
}

const proto = protobuf.loadSync(fileURLToPath(new URL('../gateway/gateway.proto', import.meta.url)));
proto.resolveAll();
const service = proto.lookupService(SERVICE);
export const methodNames: readonly string[] = service.methodsArray.map(({ name }) => name);
export const pathOf = (name: string): string => `/${SERVICE}/${name}`;

export class TestGateway {
  private constructor(
    readonly engine: TestEngine,
    readonly gateway: Gateway,
    /** The client that misbehaves. */
    private readonly raw: Client,
    /** Somebody else. */
    private readonly other: Client,
  ) {}

  static async start(store?: Store): Promise<TestGateway> {
    const engine = await testEngine(store);
    const gateway = await startGateway(engine.processor, { host: '127.0.0.1', port: 0 });
    const client = () =>
      new Client(`127.0.0.1:${gateway.port}`, credentials.createInsecure(), {
        'grpc.max_send_message_length': -1,
        'grpc.max_receive_message_length': -1,
        'grpc.use_local_subchannel_pool': 1,
      });
    return new TestGateway(engine, gateway, client(), client());
  }

  /** Sends these bytes as the request of a method. */
  send(
    path: string,
    bytes: Buffer,
    client = this.raw,
  ): Promise<{ code: number; details: string; bytes: Buffer }> {
    const same = (value: Buffer) => value;
    return new Promise((resolve) => {
      client.makeUnaryRequest(path, same, same, bytes, new Metadata(), (error, answer) =>
        resolve({
          code: (error as ServiceError | null)?.code ?? 0,
          details: error?.details ?? '',
          bytes: answer ?? Buffer.alloc(0),
        }),
      );
    });
  }

  encode(name: string, request: object): Buffer {
    return Buffer.from(service.methods[name]!.resolvedRequestType!.encode(request).finish());
  }

  async call(name: string, request: object, client = this.raw): Promise<Answer> {
    const { code, details, bytes } = await this.send(pathOf(name), this.encode(name, request), client);
    const read = service.methods[name]!.resolvedResponseType!;
    return { code, details, message: code === 0 ? read.toObject(read.decode(bytes)) : {} };
  }

  /** A call with many answers; `messages` fills as they come. */
  stream<T>(name: string, request: object): { call: ClientReadableStream<T>; messages: T[] } {
    const read = service.methods[name]!.resolvedResponseType!;
    const messages: T[] = [];
    const call = this.raw.makeServerStreamRequest(
      pathOf(name),
      (value: Buffer) => value,
      (bytes) => read.toObject(read.decode(bytes), { defaults: true, longs: Number }) as T,
      this.encode(name, request),
    );
    call.on('data', (message: T) => messages.push(message));
    // Who cares for its end listens for `status`.
    call.on('error', () => undefined);
    return { call, messages };
  }

  deploy(model: string): Promise<Answer> {
    const resources = [{ name: 'model.bpmn', content: Buffer.from(model) }];
    return this.call('DeployResource', { resources });
  }

  create(variables: object = {}, bpmnProcessId = 'p'): Promise<Answer> {
    return this.call('CreateProcessInstance', {
      bpmnProcessId,
      version: -1,
      variables: JSON.stringify(variables),
    });
  }

  /** Another client deploys, starts an instance, works on it and has its result. */
  async goesOn(): Promise<boolean> {
    const type = `type-${Math.random()}`;
    const model = bpmn(
      `<bpmn:startEvent id="s"/>${flow('s', 'a')}${serviceTask('a', type)}${flow('a', 'e')}<bpmn:endEvent id="e"/>`,
    ).replace('id="p"', 'id="other"');
    const call = (name: string, request: object) => this.call(name, request, this.other);
    await call('DeployResource', { resources: [{ name: 'other.bpmn', content: Buffer.from(model) }] });
    const result = call('CreateProcessInstanceWithResult', {
      request: { bpmnProcessId: 'other', version: -1 },
      requestTimeout: 30_000,
    });
    const [job] = await this.engine.activate(type, 1, 30_000);
    await call('CompleteJob', { jobKey: job!.key, variables: '{"done": true}' });
    return (await result).message.variables === '{"done":true}';
  }

  async stop(): Promise<void> {
    this.raw.close();
    this.other.close();
    await this.gateway.stop();
    await this.engine.stop();
  }
}
