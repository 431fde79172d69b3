// The state as the store has it: its tables, and after them its log.
import { Definitions } from './definitions.ts';
import { describe } from './describe.ts';
import { behaviors } from './elements/index.ts';
import { Execution } from './execution.ts';
import type { Loader } from './loader.ts';
import { State } from './state/state.ts';
import type { Store } from './state/store.ts';
import { allSpecs } from './state/tables.ts';

export interface Recovered {
  /** Of the last row of the log. */
  position: number;
  /** There are jobs, or there may be. */
  jobs: boolean;
}

/** Small tables of which every row is needed. */
const WHOLE = ['resources', 'continuations', 'clock'];

/** Of an engine that has read nothing yet. */
export function emptyExecution(): Execution {
  const state = new State();
  return new Execution(state, new Definitions(state), behaviors);
}

/** Brings the tables up to the log, too. @param lost another engine has taken the place */
export async function recover(
  store: Store,
  x: Execution,
  loader: Loader,
  lost: (why: unknown) => void,
): Promise<Recovered> {
  const { state } = x;
  const { counter, counts, log, ...stored } = await store.recover(allSpecs, lost);
  state.rest(counter, counts);
  for (const table of WHOLE) {
    for (const { key, data } of await store.all(table)) state.table(table).loaded(key, data);
  }
  const missing = state.instances.missing(new Set(log.flatMap(({ data }) => instancesIn(data))));
  if (missing.length > 0) await loader.load({ kind: 'instances', keys: missing });
  for (const { data } of log) state.replay(data);
  const position = log.at(-1)?.position ?? stored.position;
  if (state.dirtyCount > 0) {
    const checkpoint = state.snapshot(position, describe(x));
    await store.checkpoint(checkpoint);
    state.stored(checkpoint);
  }
  return { position, jobs: (counts.jobs ?? 0) > 0 || log.length > 0 };
}

function instancesIn(data: string): number[] {
  const { changes } = JSON.parse(data) as { changes: [string, number][] };
  return changes.flatMap(([kind, pi]) =>
    kind === 'element' || kind === 'variable' || kind === 'path' || kind === 'repath' || kind === 'instance'
      ? [pi]
      : [],
  );
}
