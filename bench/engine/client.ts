import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants } from 'node:http2';
import { join } from 'node:path';
import protobuf from 'protobufjs';

export type ActivatedJob = { key: string; elementId: string; processInstanceKey: string; variables: string };

const root = protobuf.loadSync(join(import.meta.dirname, '../../engine/gateway/gateway.proto')).resolveAll();
const SERVICE = 'gateway_protocol.Gateway';
const methods = new Map(
  root.lookupService(SERVICE).methodsArray.map((method) => [
    method.name,
    {
      path: `/${SERVICE}/${method.name}`,
      request: method.resolvedRequestType!,
      response: method.resolvedResponseType!,
    },
  ]),
);
const readable = { longs: String, defaults: true };
const PREFIX = 5;

/** A message as gRPC puts it on the wire: a byte that says «not compressed», its length, itself. */
function frame(message: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(PREFIX + message.length);
  bytes.writeUInt8(0, 0);
  bytes.writeUInt32BE(message.length, 1);
  bytes.set(message, PREFIX);
  return bytes;
}

/** Calls back with every whole message of a response. */
function onMessages(stream: ClientHttp2Stream, take: (message: Buffer) => void): void {
  let rest: Buffer = Buffer.alloc(0);
  stream.on('data', (chunk: Buffer) => {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    while (rest.length >= PREFIX && rest.length >= PREFIX + rest.readUInt32BE(1)) {
      const end = PREFIX + rest.readUInt32BE(1);
      take(rest.subarray(PREFIX, end));
      rest = rest.subarray(end);
    }
  });
}

/**
 * The gateway by gRPC over node:http2 alone: grpc-js costs a client about a millisecond of CPU for the six calls
 * of one instance, on a machine that it shares with the gateway, and it is the gateway that is measured.
 */
export class BenchClient {
  readonly #session: ClientHttp2Session;
  readonly #streams = new Set<ClientHttp2Stream>();
  #failure: unknown;

  constructor(address: string) {
    this.#session = connect(`http://${address}`, { settings: { initialWindowSize: 4 * 1024 * 1024 } });
    this.#session.on('error', (error) => {
      this.#failure = error;
    });
  }

  #open(name: string, request: object) {
    const method = methods.get(name);
    if (!method) throw new Error(`gateway.proto has no method ${name}`);
    if (this.#failure) throw this.#failure;
    const stream = this.#session.request({
      ':method': 'POST',
      ':path': method.path,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    stream.end(frame(method.request.encode(method.request.fromObject(request)).finish()));
    return { stream, response: method.response };
  }

  call<T>(name: string, request: object): Promise<T> {
    return new Promise((resolve, reject) => {
      const { stream, response } = this.#open(name, request);
      let result: T | undefined;
      onMessages(stream, (message) => {
        result = response.toObject(response.decode(message), readable) as T;
      });
      let trailers: Record<string, unknown> = {};
      stream.on('response', (headers) => {
        if (headers['grpc-status'] !== undefined) trailers = headers;
      });
      stream.on('trailers', (headers) => {
        trailers = headers;
      });
      stream.on('error', reject);
      stream.on('close', () => {
        if (trailers['grpc-status'] === '0' && result !== undefined) resolve(result);
        else reject(new Error(`${name}: status ${trailers['grpc-status']}: ${trailers['grpc-message']}`));
      });
    });
  }

  deploy(name: string, model: string): Promise<unknown> {
    return this.call('DeployResource', {
      resources: [{ name: `${name}.bpmn`, content: Buffer.from(model) }],
    });
  }

  create(bpmnProcessId: string, variables: object = {}): Promise<{ processInstanceKey: string }> {
    return this.call('CreateProcessInstance', {
      bpmnProcessId,
      version: -1,
      variables: JSON.stringify(variables),
    });
  }

  complete(jobKey: string): Promise<unknown> {
    return this.call('CompleteJob', { jobKey, variables: '{}' });
  }

  /** Takes the jobs of a type as the gateway pushes them. */
  stream(type: string, take: (job: ActivatedJob) => void): void {
    const { stream, response } = this.#open('StreamActivatedJobs', {
      type,
      worker: 'bench',
      timeout: 600_000,
    });
    onMessages(stream, (message) =>
      take(response.toObject(response.decode(message), readable) as ActivatedJob),
    );
    stream.on('error', (error) => {
      if (this.#streams.has(stream)) this.#failure = error;
    });
    this.#streams.add(stream);
  }

  close(): void {
    for (const stream of this.#streams) {
      this.#streams.delete(stream);
      stream.close(constants.NGHTTP2_CANCEL);
    }
    this.#session.close();
  }
}

/** Runs `work` for 0 … count-1, so many at a time. */
export async function parallel(
  count: number,
  width: number,
  work: (index: number) => Promise<unknown>,
): Promise<void> {
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const index = next;
      next += 1;
      await work(index);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, count) }, lane));
}
