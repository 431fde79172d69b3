// The gateway: the methods of gateway.proto on a gRPC server.
import type { Processor } from '../processor.ts';
import { type Calls, openCalls } from './calls.ts';
import { type Method, startGrpcServer } from './grpcServer.ts';
import { healthMethods } from './health.ts';
import { activateJobs, streamActivatedJobs } from './jobCalls.ts';
import { gatewayMethods, type MethodCodec } from './protocol.ts';
import type { Requests } from './requests.ts';
import { responses } from './responses.ts';
import { fail } from './status.ts';
import { topology } from './topology.ts';

/** Partition.PartitionBrokerRole and Partition.PartitionBrokerHealth of gateway.proto. */
const LEADER = 0;
const HEALTHY = 0;
/** Zeebe's default; larger requests are refused with RESOURCE_EXHAUSTED before they are read. */
const MAX_REQUEST_BYTES = 4 * 1024 * 1024;
const MAX_CONNECTIONS = 10_000;

export interface Gateway {
  host: string;
  port: number;
  stop(): Promise<void>;
}

/** @param port 0: any free one */
export async function startGateway(
  processor: Processor,
  { host, port }: { host: string; port: number },
): Promise<Gateway> {
  const where = { host, port };
  const calls = openCalls(processor);
  const methods = new Map([
    ...gatewayMethods().map((codec): [string, Method] => [
      codec.path,
      methodOf(processor, calls, where, codec),
    ]),
    ...healthMethods(() => processor.accepting),
  ]);
  const server = await startGrpcServer({
    host,
    port,
    methods,
    maxRequestBytes: MAX_REQUEST_BYTES,
    maxConnections: MAX_CONNECTIONS,
  });
  where.port = server.port;
  return {
    ...where,
    stop() {
      // Polls and streams would be open for ever.
      processor.jobs.stop();
      return server.stop();
    },
  };
}

function methodOf(
  processor: Processor,
  calls: Calls,
  where: { host: string; port: number },
  { name, decode, encode }: MethodCodec,
): Method {
  if (name === 'ActivateJobs')
    return guarded((bytes, call) =>
      activateJobs(processor, decode(bytes) as Requests['ActivateJobs'], encode, call),
    );
  if (name === 'StreamActivatedJobs')
    return guarded((bytes, call) =>
      streamActivatedJobs(processor, decode(bytes) as Requests['StreamActivatedJobs'], encode, call),
    );
  if (name === 'Topology')
    return guarded((bytes, call) => {
      decode(bytes);
      call.answer(encode(topology(where, { role: LEADER, health: HEALTHY })));
    });
  const handle = calls[name as 'CompleteJob'] as (request: object) => Promise<void>;
  const respond = responses[name as 'CompleteJob'];
  return guarded((bytes, call) => {
    processor.admit(bytes.length);
    handle(decode(bytes))
      .then((result) => call.answer(encode(respond(result))))
      .catch((error: unknown) => fail(call, error));
  });
}

/** Whatever goes wrong with a request is told to its client, and to no one else. */
function guarded(method: Method): Method {
  return (bytes, call) => {
    try {
      method(bytes, call);
    } catch (error) {
      fail(call, error);
    }
  };
}
