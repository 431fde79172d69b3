// The path that an instance walked, as its definition names the elements.
import { OPERATIONS, type Operation } from '../execution.ts';
import type { ExecutableProcess } from '../model/graph.ts';
import type { PathEntry } from '../state/store.ts';

export interface WalkedElement {
  elementId: string;
  name: string;
  type: string;
  /** Element instance key. */
  key: number;
  state: 'ACTIVE' | 'INCIDENT' | 'COMPLETED' | 'TERMINATED';
  /** ms since the epoch */
  enteredAt: number;
  leftAt: number | null;
}

export interface Walk {
  /** In the order in which they were entered. */
  path: WalkedElement[];
  /** Sequence flows taken, with the time. */
  flows: { id: string; at: number }[];
  /** What clients did to the instance under a reference of their own (`operationReference`). */
  operations: { operation: Operation; reference: string; at: number }[];
}

export function named(graph: ExecutableProcess | undefined, node: number) {
  const found = graph?.nodes[node];
  return { elementId: found?.id ?? '', name: found?.name ?? '', type: found?.type ?? '' };
}

/** @param open the elements where the instance is now */
export function walk(
  graph: ExecutableProcess | undefined,
  entries: readonly PathEntry[],
  open: readonly WalkedElement[] = [],
): Walk {
  const path: WalkedElement[] = [...open];
  const flows: Walk['flows'] = [];
  const operations: Walk['operations'] = [];
  for (const entry of entries) {
    if (entry[0] === 2) {
      const [, operation = 0, at = 0, high = 0, low = 0] = entry;
      const reference = String((BigInt(high) << 32n) + BigInt(low));
      operations.push({ operation: OPERATIONS[operation]!, reference, at });
      continue;
    }
    if (entry[0] === 1) {
      flows.push({ id: graph?.flows[entry[1]!]?.id ?? '', at: entry[2]! });
      continue;
    }
    const [, node = 0, key = 0, enteredAt = 0, leftAt = 0, outcome] = entry;
    path.push({
      ...named(graph, node),
      key,
      state: outcome === 1 ? 'TERMINATED' : 'COMPLETED',
      enteredAt,
      leftAt,
    });
  }
  path.sort((a, b) => a.enteredAt - b.enteredAt || a.key - b.key);
  return { path, flows, operations };
}
