// The path of an ended instance, by which the heat map counts, tells of each element that was left, once; after a
// migration, of those that the other process has as well.
import type { EngineRecord, Execution } from '../execution.ts';
import type { HistoryRow } from '../state/store.ts';

export class PathWatch {
  /** Of each element instance that was left: `id completed` or `id terminated`. */
  private readonly left = new Map<number, string>();
  private readonly instanceOf = new Map<number, number>();
  /** Left before a migration to a process that does not have the element. */
  private readonly dropped = new Set<number>();

  /** The engine has read its state anew: what was made after `counter` was not written down, and its keys are
   * given out again. */
  restart(counter: number): void {
    for (const key of this.left.keys()) if (key >= counter) this.left.delete(key);
  }

  record({ valueType, intent, key, elementId, processInstanceKey }: EngineRecord, x: Execution): void {
    if (valueType === 'PROCESS_INSTANCE_MIGRATION' && intent === 'MIGRATED') this.migrated(key, x);
    if (valueType !== 'PROCESS_INSTANCE') return;
    if (intent === 'ELEMENT_COMPLETED') this.left.set(key, `${elementId} completed`);
    else if (intent === 'ELEMENT_TERMINATED') this.left.set(key, `${elementId} terminated`);
    this.instanceOf.set(key, processInstanceKey!);
  }

  private migrated(pi: number, x: Execution): void {
    const root = x.element(pi);
    const known = root && x.graph(root).byId;
    for (const [key, told] of this.left)
      if (this.instanceOf.get(key) === pi && !known?.has(told.split(' ')[0]!)) this.dropped.add(key);
  }

  /** @param x an engine that is asked when all instances have ended. @returns what is wrong */
  check(x: Execution, history: readonly HistoryRow[]): string[] {
    const wrong: string[] = [];
    const walked = new Set<number>();
    for (const { key: pi, definition, path } of history)
      for (const [what, node, key, , , how] of path) {
        if (what !== 0) continue;
        const { id } = x.definitions.graph(definition).nodes[node!]!;
        const told = `${id} ${how === 1 ? 'terminated' : 'completed'}`;
        const left = this.left.get(key!);
        if (walked.has(key!)) wrong.push(`instance ${pi} left element ${id} (${key}) twice`);
        if (left !== told) wrong.push(`the path of ${pi} says ${told} (${key}), its records ${left}`);
        walked.add(key!);
      }
    for (const [key, told] of this.left)
      if (!walked.has(key) && !this.dropped.has(key)) wrong.push(`${told} (${key}) is on no instance's path`);
    return wrong;
  }
}
