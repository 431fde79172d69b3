// The gRPC server of gateway.proto.
import {
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type sendUnaryData,
  type UntypedServiceImplementation,
} from '@grpc/grpc-js';
import type { Processor } from '../processor.ts';
import { unaryCalls } from './calls.ts';
import { activateJobs, streamActivatedJobs } from './jobCalls.ts';
import { gatewayService } from './protocol.ts';
import { toStatus } from './status.ts';

/** The version whose protocol is spoken. */
export const GATEWAY_VERSION = '8.8.0';
/** Zeebe's default; larger requests are refused with RESOURCE_EXHAUSTED before they are read. */
const MAX_REQUEST_BYTES = 4 * 1024 * 1024;

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
  const server = new Server({
    'grpc.max_receive_message_length': MAX_REQUEST_BYTES,
    'grpc.max_send_message_length': -1,
    'grpc.keepalive_permit_without_calls': 1,
    'grpc.max_concurrent_streams': 20_000,
  });
  const where = { host, port };
  server.addService(gatewayService(), implementation(processor, where));
  where.port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return { ...where, stop: () => stop(server) };
}

function implementation(
  processor: Processor,
  where: { host: string; port: number },
): UntypedServiceImplementation {
  const calls: Record<string, unknown> = {
    ActivateJobs: (call: Parameters<typeof activateJobs>[1]) => activateJobs(processor, call),
    StreamActivatedJobs: (call: Parameters<typeof streamActivatedJobs>[1]) =>
      streamActivatedJobs(processor, call),
    Topology: (_call: unknown, answer: sendUnaryData<object>) => answer(null, topology(where)),
  };
  for (const [name, handle] of Object.entries(unaryCalls(processor))) {
    calls[name] = (call: ServerUnaryCall<never, object>, answer: sendUnaryData<object>) => {
      try {
        handle(call.request).then(
          (response) => answer(null, response),
          (error) => answer(toStatus(error)),
        );
      } catch (error) {
        answer(toStatus(error));
      }
    };
  }
  return calls as UntypedServiceImplementation;
}

function topology({ host, port }: { host: string; port: number }): object {
  const LEADER = 0;
  const HEALTHY = 0;
  return {
    brokers: [
      {
        nodeId: 0,
        host,
        port,
        partitions: [{ partitionId: 1, role: LEADER, health: HEALTHY }],
        version: GATEWAY_VERSION,
      },
    ],
    clusterSize: 1,
    partitionsCount: 1,
    replicationFactor: 1,
    gatewayVersion: GATEWAY_VERSION,
  };
}

/** Lets calls end that end soon, then closes. */
function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const force = setTimeout(() => server.forceShutdown(), 1_000);
    server.tryShutdown(() => {
      clearTimeout(force);
      resolve();
    });
  });
}
