import { PARTITION } from './keys.ts';

/** The version whose protocol is spoken. */
const GATEWAY_VERSION = '8.8.0';

/** One broker with one partition, as both protocols tell it. @param partition how the protocol writes its state */
export function topology(
  { host, port }: { host: string; port: number },
  partition: { role: number | string; health: number | string },
): object {
  return {
    brokers: [
      {
        nodeId: 0,
        host,
        port,
        partitions: [{ partitionId: PARTITION, ...partition }],
        version: GATEWAY_VERSION,
      },
    ],
    clusterSize: 1,
    partitionsCount: 1,
    replicationFactor: 1,
    gatewayVersion: GATEWAY_VERSION,
  };
}
