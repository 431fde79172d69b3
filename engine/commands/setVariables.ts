// SetVariables.
import { merge, setLocal } from '../elements/variables.ts';
import { reject } from '../errors.ts';
import type { Execution } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';

/** @returns the key of the change */
export function setVariables(x: Execution, key: number, variables: VariableContext, local: boolean): number {
  const el = x.state.instances.locate(key);
  if (el === undefined)
    reject(
      'NOT_FOUND',
      'UPDATE',
      `Expected to update variables for element with key '${key}', but no such element was found`,
    );
  x.state.instances.resident(el.pi);
  if (local) setLocal(x, el, variables);
  else merge(x, el, variables);
  const changed = x.key();
  x.record('VARIABLE_DOCUMENT', 'UPDATED', changed, el);
  return changed;
}
