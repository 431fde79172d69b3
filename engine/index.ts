// The embedded engine: only the composition (server/main.ts, engine/main.ts) starts it.
import { BatchOperations } from './batchOperations.ts';
import { type Clock, systemClock } from './clock.ts';
import type { EngineFencedError } from './errors.ts';
import { startGateway } from './gateway/server.ts';
import { type Monitor, openMonitor } from './monitor.ts';
import { Processor } from './processor.ts';
import { type Cleaning, cleanHistory } from './retention.ts';
import { PostgresStore } from './state/postgresStore.ts';

export type { Clock } from './clock.ts';
export { EngineFencedError, EngineRunningError } from './errors.ts';
export { DEFAULT_MASKING, type MaskingRules, type ShownVariable } from './monitor/masking.ts';
export type * from './monitor.ts';
export { type Cleaning, NO_DEFINITION } from './retention.ts';

export interface EngineOptions {
  databaseUrl: string;
  /** 0: any free one. */
  port: number;
  /** Of the REST API; 0: any free one; absent: none. */
  restPort?: number | undefined;
  host?: string;
  clock?: Clock;
  /** What went wrong inside and concerns no caller; default: console.error. */
  onError?: (error: unknown) => void;
  /** Another engine has taken the place of this one, which has stopped; default: onError. */
  onFenced?: (error: EngineFencedError) => void;
}

export interface Engine {
  /** `host:port` for clients. */
  address: string;
  /** `http://host:port` of the REST API, if it was asked for. */
  restAddress?: string;
  monitor: Monitor;
  /** Removes what is kept of definitions, each before a time, in batches. @returns how many instances' history went */
  cleanHistory(cleanings: readonly Cleaning[], signal?: AbortSignal): Promise<number>;
  stop(): Promise<void>;
}

/** Starts the engine where it left off. @throws EngineRunningError when another one writes to the database */
export async function startEngine({
  databaseUrl,
  port,
  restPort,
  host = '127.0.0.1',
  clock = systemClock,
  onError = (error) => console.error(error),
  onFenced = onError,
}: EngineOptions): Promise<Engine> {
  let end: (error: EngineFencedError) => void = () => undefined;
  const fenced = new Promise<EngineFencedError>((resolve) => {
    end = resolve;
  });
  const processor = new Processor({
    store: new PostgresStore(databaseUrl),
    clock,
    onError,
    onFenced: end,
    onBatchOperation: () => batches.wake(),
  });
  await processor.start();
  const monitor = openMonitor(databaseUrl);
  const batches = new BatchOperations({ processor, search: monitor.search, onError });
  batches.wake();
  const gateway = await startGateway(processor, { host, port });
  const startRest = async () => {
    const { startRestServer } = await import('./gateway/rest/server.ts');
    return startRestServer({ processor, monitor, gateway, host, port: restPort!, onError });
  };
  const rest = restPort === undefined ? undefined : await startRest();
  const stop = async () => {
    // The gateway lets go of polls, which REST requests may be.
    await Promise.all([rest?.stop(), gateway.stop()]);
    await batches.stop();
    await processor.stop();
    await monitor.close();
  };
  let stopped: Promise<void> | undefined;
  const stopOnce = () => {
    stopped ??= stop();
    return stopped;
  };
  void fenced.then((error) => stopOnce().then(() => onFenced(error), onError));
  return {
    address: `${host}:${gateway.port}`,
    ...(rest && { restAddress: `http://${host}:${rest.port}` }),
    monitor,
    cleanHistory: (cleanings, signal) => cleanHistory(databaseUrl, cleanings, signal),
    stop: stopOnce,
  };
}
