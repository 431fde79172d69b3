import { type Route, route } from '../../http/router.ts';
import type { Log } from '../../log.ts';
import { explain } from '../../log.ts';
import type { Caller } from '../../session/caller.ts';
import { healthCalls } from './schema.ts';

/** A part that the office cannot work without; `check` rejects when it does not answer. */
export interface Dependency {
  name: string;
  check(): Promise<void>;
}

export function healthRoutes(dependencies: readonly Dependency[], log: Log): Route<Caller>[] {
  return [
    route(healthCalls.health, async () => ({ status: 'ok' as const, checks: [] })),
    route(healthCalls.ready, async ({ ctx }) => {
      const checks = await Promise.all(
        dependencies.map(async ({ name, check }) => {
          const ok = await check().then(
            () => true,
            (error: unknown) => {
              log.error('not ready', { part: name, error: explain(error) });
              return false;
            },
          );
          return { name, ok };
        }),
      );
      const ready = checks.every(({ ok }) => ok);
      if (!ready) ctx.status = 503;
      return { status: ready ? ('ok' as const) : ('failing' as const), checks };
    }),
  ];
}
