import { join } from 'node:path';
import * as grpc from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';

export type ActivatedJob = { key: string; elementId: string; processInstanceKey: string; variables: string };
type Call = (request: object, answer: (error: Error | null, response: unknown) => void) => void;

const proto = loadSync(join(import.meta.dirname, '../../engine/gateway/gateway.proto'), {
  longs: String,
  keepCase: true,
  defaults: true,
});
const service = (
  grpc.loadPackageDefinition(proto) as unknown as {
    gateway_protocol: { Gateway: grpc.ServiceClientConstructor };
  }
).gateway_protocol.Gateway;

/** The gateway through plain grpc-js, so that a client's own cost hides as little of the server's as it can. */
export class BenchClient {
  readonly #stub: grpc.Client & Record<string, unknown>;
  readonly #streams: grpc.ClientReadableStream<ActivatedJob>[] = [];

  constructor(address: string) {
    this.#stub = new service(address, grpc.credentials.createInsecure()) as unknown as grpc.Client &
      Record<string, unknown>;
  }

  call<T>(method: string, request: object): Promise<T> {
    return new Promise((resolve, reject) => {
      (this.#stub[method] as Call).call(this.#stub, request, (error, response) =>
        error ? reject(error) : resolve(response as T),
      );
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
    const open = this.#stub.StreamActivatedJobs as (
      request: object,
    ) => grpc.ClientReadableStream<ActivatedJob>;
    const stream = open.call(this.#stub, { type, worker: 'bench', timeout: 600_000 });
    stream.on('data', take);
    stream.on('error', (error: grpc.ServiceError) => {
      if (error.code !== grpc.status.CANCELLED) throw error;
    });
    this.#streams.push(stream);
  }

  close(): void {
    for (const stream of this.#streams) stream.cancel();
    this.#stub.close();
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
