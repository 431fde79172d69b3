// CancelProcessInstance.
import { reject } from '../errors.ts';
import type { Execution } from '../execution.ts';

export function cancelProcessInstance(x: Execution, key: number): void {
  const instance = x.state.instances.resident(key);
  const root = instance && x.element(key);
  if (root === undefined)
    reject(
      'NOT_FOUND',
      'CANCEL',
      `Expected to cancel a process instance with key '${key}', but no such process was found`,
    );
  const { parent } = root.root!;
  if (parent)
    reject(
      'FAILED_PRECONDITION',
      'CANCEL',
      `Expected to cancel a process instance with key '${key}', but it is created by a parent process instance. Cancel the root process instance '${rootOf(x, parent.pi)}' instead.`,
    );
  x.operated(key, 'CANCEL');
  x.steps.push({ do: 'terminate', key });
}

function rootOf(x: Execution, pi: number): number {
  x.state.instances.resident(pi);
  const { parent } = x.element(pi)!.root!;
  return parent ? rootOf(x, parent.pi) : pi;
}
