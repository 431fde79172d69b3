import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import protobuf from 'protobufjs';
import * as f from '../../engine/gateway/http2/frames.ts';
import { encodeHeaders, HeaderDecoder } from '../../engine/gateway/http2/hpack.ts';

export type ActivatedJob = { key: string; elementId: string; processInstanceKey: string; variables: string };

type Method = { headers: Buffer; request: protobuf.Type; response: protobuf.Type };
type OpenStream = { take: (message: Buffer) => void; end: (status: string, details: string) => void };

const root = protobuf.loadSync(join(import.meta.dirname, '../../engine/gateway/gateway.proto')).resolveAll();
const SERVICE = 'gateway_protocol.Gateway';
const methods = new Map<string, Method>(
  root.lookupService(SERVICE).methodsArray.map((method) => [
    method.name,
    {
      headers: encodeHeaders([
        [':method', 'POST'],
        [':scheme', 'http'],
        [':path', `/${SERVICE}/${method.name}`],
        ['content-type', 'application/grpc'],
        ['te', 'trailers'],
      ]),
      request: method.resolvedRequestType!,
      response: method.resolvedResponseType!,
    },
  ]),
);
const readable = { longs: String, defaults: true };
const PREFIX = 5;
const WINDOW = 2 ** 30;

/** A message as gRPC puts it on the wire: a byte that says «not compressed», its length, itself. */
function prefixed(message: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(PREFIX + message.length);
  bytes.writeUInt8(0, 0);
  bytes.writeUInt32BE(message.length, 1);
  bytes.set(message, PREFIX);
  return bytes;
}

/**
 * The gateway by gRPC, with no more of HTTP/2 than that takes: grpc-js costs a client about a millisecond of CPU
 * for the six calls of one instance, node:http2 more than half of it, on a machine that the client shares with
 * the gateway; and it is the gateway that is measured.
 */
export class BenchClient {
  readonly #socket: Socket;
  readonly #streams = new Map<number, OpenStream>();
  readonly #decoder = new HeaderDecoder();
  #nextStream = 1;
  #rest: Buffer = Buffer.alloc(0);
  #message: Buffer = Buffer.alloc(0);
  #out: Buffer[] = [];
  #received = 0;
  #closing = false;
  #failure: unknown;

  constructor(address: string) {
    const [host, port] = address.split(':');
    this.#socket = connect(Number(port), host).setNoDelay(true);
    this.#socket.on('data', (chunk) => this.#read(chunk));
    this.#socket.on('error', (error) => this.#fail(error));
    this.#socket.on('close', () => this.#fail(new Error('the gateway has hung up')));
    this.#send(
      f.PREFACE,
      f.settingsFrame([[f.SETTINGS_INITIAL_WINDOW_SIZE, WINDOW]]),
      f.numberFrame(f.WINDOW_UPDATE, 0, WINDOW - f.DEFAULT_WINDOW),
    );
  }

  call<T>(name: string, request: object): Promise<T> {
    return new Promise((resolve, reject) => {
      let result: T | undefined;
      const { response } = this.#open(name, request, {
        take: (message) => {
          result = response.toObject(response.decode(message), readable) as T;
        },
        end: (status, details) => {
          if (status === '0' && result !== undefined) resolve(result);
          else reject(new Error(`${name}: status ${status}: ${details}`));
        },
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
    const { response } = this.#open(
      'StreamActivatedJobs',
      { type, worker: 'bench', timeout: 600_000 },
      {
        take: (message) => take(response.toObject(response.decode(message), readable) as ActivatedJob),
        end: (status, details) => this.#fail(new Error(`the job stream ended: ${status} ${details}`)),
      },
    );
  }

  close(): void {
    this.#closing = true;
    this.#socket.destroy();
  }

  #open(name: string, request: object, stream: OpenStream): Method {
    const method = methods.get(name);
    if (!method) throw new Error(`gateway.proto has no method ${name}`);
    if (this.#failure) throw this.#failure;
    const message = prefixed(method.request.encode(method.request.fromObject(request)).finish());
    const id = this.#nextStream;
    this.#nextStream += 2;
    this.#streams.set(id, stream);
    this.#send(f.frame(f.HEADERS, f.END_HEADERS, id, method.headers));
    for (let at = 0; at < message.length; at += f.DEFAULT_MAX_FRAME) {
      const last = at + f.DEFAULT_MAX_FRAME >= message.length;
      const part = message.subarray(at, at + f.DEFAULT_MAX_FRAME);
      this.#send(f.frame(f.DATA, last ? f.END_STREAM : 0, id, part));
    }
    return method;
  }

  /** Everything of one turn of the event loop goes out in one write. */
  #send(...frames: Buffer[]): void {
    if (this.#out.length === 0)
      process.nextTick(() => {
        this.#socket.write(Buffer.concat(this.#out));
        this.#out = [];
      });
    this.#out.push(...frames);
  }

  #read(chunk: Buffer): void {
    const bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    let at = 0;
    while (bytes.length - at >= f.FRAME_HEAD) {
      const end = at + f.FRAME_HEAD + bytes.readUIntBE(at, 3);
      if (end > bytes.length) break;
      this.#frame(
        bytes[at + 3]!,
        bytes[at + 4]!,
        bytes.readUInt32BE(at + 5),
        bytes.subarray(at + f.FRAME_HEAD, end),
      );
      at = end;
    }
    this.#rest = bytes.subarray(at);
  }

  #frame(type: number, flags: number, id: number, payload: Buffer): void {
    if (type === f.DATA) this.#data(id, payload);
    else if (type === f.HEADERS) {
      const fields = new Map(this.#decoder.decode(payload));
      if (!(flags & f.END_STREAM)) return;
      const stream = this.#streams.get(id);
      this.#streams.delete(id);
      stream?.end(fields.get('grpc-status') ?? 'none', fields.get('grpc-message') ?? '');
    } else if (type === f.SETTINGS && !(flags & f.ACK))
      this.#send(f.frame(f.SETTINGS, f.ACK, 0, Buffer.alloc(0)));
    else if (type === f.PING && !(flags & f.ACK)) this.#send(f.frame(f.PING, f.ACK, 0, payload));
    else if (type === f.GOAWAY || type === f.RST_STREAM)
      this.#fail(new Error(`the gateway has given up (frame ${type}, stream ${id})`));
  }

  /** Messages of the gateway are shorter than a frame; only a stream's may follow each other. */
  #data(id: number, payload: Buffer): void {
    this.#received += payload.length;
    if (this.#received > WINDOW / 2) {
      this.#send(f.numberFrame(f.WINDOW_UPDATE, 0, this.#received));
      for (const stream of this.#streams.keys())
        this.#send(f.numberFrame(f.WINDOW_UPDATE, stream, this.#received));
      this.#received = 0;
    }
    this.#message = this.#message.length === 0 ? payload : Buffer.concat([this.#message, payload]);
    const size = PREFIX + this.#message.readUInt32BE(1);
    if (this.#message.length < size) return;
    if (this.#message.length > size) throw new Error('a frame holds more than its message');
    const message = this.#message.subarray(PREFIX);
    this.#message = Buffer.alloc(0);
    this.#streams.get(id)?.take(message);
  }

  #fail(error: unknown): void {
    if (this.#closing || this.#failure) return;
    this.#failure = error;
    for (const stream of this.#streams.values()) stream.end('none', String(error));
    this.#streams.clear();
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
