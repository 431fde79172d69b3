// A process instance in memory, with what of it the log does not have yet; and as one row of the store.
import type { ElementInstance } from './rows.ts';
import type { PathEntry } from './store.ts';

export interface Resident {
  pi: number;
  elements: Map<number, ElementInstance>;
  /** Keys of element instances, by that of their scope. */
  children: Map<number, Set<number>>;
  /** By the key of their scope. */
  variables: Map<number, Map<string, unknown>>;
  path: PathEntry[];
  used: number;
  /** Not in the log yet. */
  fresh: boolean;
  removed: boolean;
  /** Entries of the path that the log has; -1: it has another path. */
  pathLogged: number;
  /** Whether they were there before. */
  changedElements: Map<number, boolean>;
  /** Names, by the key of their scope. */
  changedVariables: Map<number, Set<string>>;
}

export interface StoredInstance {
  e: ElementInstance[];
  v: Record<string, Record<string, unknown>>;
  p: PathEntry[];
}

export function newResident(pi: number, used: number, path: PathEntry[], fresh: boolean): Resident {
  return {
    pi,
    elements: new Map(),
    children: new Map(),
    variables: new Map(),
    path,
    used,
    fresh,
    removed: false,
    pathLogged: path.length,
    changedElements: new Map(),
    changedVariables: new Map(),
  };
}

export function serialise(resident: Resident): string {
  const v: Record<string, Record<string, unknown>> = {};
  for (const [scope, variables] of resident.variables) v[scope] = Object.fromEntries(variables);
  const stored: StoredInstance = { e: [...resident.elements.values()], v, p: resident.path };
  return JSON.stringify(stored);
}
