// Timer start events of the newest version of a process.
import { firstDue } from '../elements/timers.ts';
import type { Execution } from '../execution.ts';
import type { ExecutableProcess } from '../model/graph.ts';
import type { Resource } from '../state/rows.ts';

export function openStartTimers(x: Execution, definition: Resource, process: ExecutableProcess): void {
  for (const start of process.root.startEvents) {
    if (start.event?.kind !== 'timer') continue;
    const first = firstDue(start.event, () => undefined, x.now);
    const key = x.key();
    x.state.timers.put({ key, ...first, el: 0, pi: 0, definition: definition.key, node: start.index });
    x.due({ kind: 'timer', key, due: first.due });
    x.record('TIMER', 'CREATED', key, undefined, start.id);
  }
}

export function closeStartTimers(x: Execution, definition: Resource): void {
  for (const key of x.state.timers.find('start', { definition: definition.key, pi: 0 })) {
    x.state.timers.delete(key);
    x.record('TIMER', 'CANCELED', key);
  }
}
