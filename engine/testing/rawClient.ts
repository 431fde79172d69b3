// A gRPC client that sends what it is told and tries nothing again.
import { fileURLToPath } from 'node:url';
import { Client, type ClientReadableStream, credentials, Metadata, type ServiceError } from '@grpc/grpc-js';
import protobuf from 'protobufjs';
import { SERVICE } from '../gateway/protocol.ts';

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

export class RawClient {
  private readonly client: Client;

  /** @param address `host:port` */
  constructor(address: string) {
    this.client = new Client(address, credentials.createInsecure(), {
      'grpc.max_send_message_length': -1,
      'grpc.max_receive_message_length': -1,
      'grpc.use_local_subchannel_pool': 1,
    });
  }

  /** Sends these bytes as the request of a method. */
  send(path: string, bytes: Buffer): Promise<{ code: number; details: string; bytes: Buffer }> {
    const same = (value: Buffer) => value;
    return new Promise((resolve) => {
      this.client.makeUnaryRequest(path, same, same, bytes, new Metadata(), (error, answer) =>
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

  async call(name: string, request: object): Promise<Answer> {
    const { code, details, bytes } = await this.send(pathOf(name), this.encode(name, request));
    const read = service.methods[name]!.resolvedResponseType!;
    return { code, details, message: code === 0 ? read.toObject(read.decode(bytes)) : {} };
  }

  /** A call with many answers; `messages` fills as they come. */
  stream<T>(name: string, request: object): { call: ClientReadableStream<T>; messages: T[] } {
    const read = service.methods[name]!.resolvedResponseType!;
    const messages: T[] = [];
    const call = this.client.makeServerStreamRequest(
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

  close(): void {
    this.client.close();
  }
}
