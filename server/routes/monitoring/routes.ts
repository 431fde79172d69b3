import { DEFAULT_MASKING, type Monitor } from '@congvan/engine';
import { getMonitoring, type Office, setMonitoring } from '@congvan/office';
import { type Route, route } from '../../http/router.ts';
import type { Caller } from '../../session/caller.ts';
import { watchingOf } from '../processes/watching.ts';
import { monitoringCalls } from './schema.ts';

/** What an admin decides on watching processes. */
export function monitoringRoutes(office: Office, monitor: Monitor | undefined): Route<Caller>[] {
  const { managing } = watchingOf(office, monitor);
  return [
    route(monitoringCalls.get, async ({ caller }) => {
      await managing(caller);
      return (
        (await getMonitoring(office)) ?? {
          maskedNames: [...DEFAULT_MASKING.names],
          maxValueLength: DEFAULT_MASKING.maxLength,
          retentionDays: null,
          retentionByProcess: {},
        }
      );
    }),
    route(monitoringCalls.set, ({ caller, body }) => setMonitoring(office, caller.actor, body)),
  ];
}
