// SetVariables.
import { merge, setLocal } from '../elements/variables.ts';
import { reject } from '../errors.ts';
import type { Execution, OnEnd } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';
import { TERMINATING } from '../state/rows.ts';
import { updateVariables } from './userTasks.ts';

export interface SetVariables {
  /** of an element instance */
  key: number;
  variables: VariableContext;
  local: boolean;
}

/**
 * @param onEnd told when the variables of a user task are set, which its listeners may hold up
 * @returns the key of the change, and of that user task
 */
export function setVariables(
  x: Execution,
  { key, variables, local }: SetVariables,
  onEnd: OnEnd,
): { key: number; userTask?: number } {
  const el = x.state.instances.locate(key);
  if (el === undefined || el.state === TERMINATING)
    reject(
      'NOT_FOUND',
      'UPDATE',
      `Expected to update variables for element with key '${key}', but no such element was found`,
    );
  x.state.instances.resident(el.pi);
  x.operated(el.pi, 'SET_VARIABLES');
  const userTask = updateVariables(x, el, variables, local, onEnd);
  if (userTask !== undefined) return { key: x.key(), userTask };
  if (local) setLocal(x, el, variables);
  else merge(x, el, variables);
  const changed = x.key();
  x.record('VARIABLE_DOCUMENT', 'UPDATED', changed, el);
  return { key: changed };
}
