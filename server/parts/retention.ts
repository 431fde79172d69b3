import { type Cleaning, type Engine, NO_DEFINITION } from '@congvan/engine';
import { getMonitoring, historyCleaned, type Office, system } from '@congvan/office';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Removes the history whose time is over, at once and then every hour. */
export function startRetention(
  office: Office,
  engine: Pick<Engine, 'monitor' | 'cleanHistory'>,
  onError: (error: unknown) => void,
): { stop(): Promise<void> } {
  const stopping = new AbortController();
  let running = Promise.resolve();
  const clean = () => {
    running = running.then(() => cleanOnce(office, engine, stopping.signal)).then(() => undefined, onError);
  };
  clean();
  const hourly = setInterval(clean, HOUR_MS).unref();
  return {
    stop() {
      stopping.abort();
      clearInterval(hourly);
      return running;
    },
  };
}

/** @returns how many instances' history went */
export async function cleanOnce(
  office: Office,
  engine: Pick<Engine, 'monitor' | 'cleanHistory'>,
  signal?: AbortSignal,
): Promise<number> {
  const chosen = await getMonitoring(office);
  if (!chosen) return 0;
  const now = office.clock.now().getTime();
  const cleaning = (definitionKey: number, days: number | null): Cleaning[] =>
    days === null ? [] : [{ definitionKey, endedBefore: now - days * DAY_MS }];
  const cleanings = (await engine.monitor.definitions()).flatMap(({ key, bpmnProcessId }) => {
    const own = chosen.retentionByProcess[bpmnProcessId];
    return cleaning(key, own === undefined ? chosen.retentionDays : own);
  });
  cleanings.push(...cleaning(NO_DEFINITION, chosen.retentionDays));
  const removed = await engine.cleanHistory(cleanings, signal);
  if (removed > 0) await historyCleaned(office, system, removed);
  return removed;
}
