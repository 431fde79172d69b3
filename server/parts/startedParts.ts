import { explain, type Log } from '../log.ts';

/** What was started, to be stopped in the opposite order; one that fails to stop does not keep the others. */
export function startedParts(log: Log) {
  const parts: { name: string; stop(): Promise<unknown> }[] = [];
  return {
    add<P extends { stop(): Promise<unknown> }>(name: string, part: P): P {
      parts.push({ name, stop: () => part.stop() });
      return part;
    },
    async stop(): Promise<void> {
      for (const { name, stop } of parts.splice(0).reverse()) {
        await stop().catch((error: unknown) =>
          log.error('did not stop', { part: name, error: explain(error) }),
        );
      }
    },
  };
}
