// The end of a process instance: its history is written, whoever waits for it is told, and nothing is left.
import type { Execution } from '../execution.ts';
import { ACTIVATED, type ElementInstance } from '../state/rows.ts';
import { completeLater } from './tokens.ts';
import { localVariables } from './variables.ts';

export function endProcess(x: Execution, el: ElementInstance, completed: boolean): void {
  const root = el.root!;
  const variables = localVariables(x, el);
  const resident = x.state.instances.resident(el.pi)!;
  if (root.parent) {
    // Loads the caller if it is at rest, before anything is changed.
    x.state.instances.resident(root.parent.pi);
    const caller = x.element(root.parent.key);
    if (caller !== undefined) {
      if (!completed) x.steps.push({ do: 'calledEnded', key: caller.key });
      else if (caller.state === ACTIVATED) {
        const node = x.node(caller);
        const carries = node.calledElement!.propagateAllChildVariables || node.outputs.length > 0;
        x.put({ ...caller, called: undefined, ...(carries && { result: variables }) });
        completeLater(x, caller);
      } else x.steps.push({ do: 'calledEnded', key: caller.key });
    }
  }
  if (root.lock !== undefined) {
    const lock = x.state.startLocks.get(root.lock);
    if (lock !== undefined) {
      x.state.startLocks.delete(root.lock);
      const { process, correlationKey, tenant } = lock;
      x.steps.push({ do: 'startNext', process, correlationKey, tenant });
    }
  }
  x.state.finish({
    key: el.pi,
    definition: root.definition,
    state: completed ? 'COMPLETED' : 'CANCELED',
    started: el.since,
    ended: x.now,
    parent: root.parent?.pi ?? 0,
    tenant: root.tenant,
    path: resident.path,
    variables,
    ...(root.parent && { parentElement: root.parent.key }),
    ...(root.tags && { tags: root.tags }),
  });
  x.effects.push({ kind: 'ended', pi: el.pi, completed, variables });
  x.state.instances.drop(el.pi);
}
