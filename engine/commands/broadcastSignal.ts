// BroadcastSignal.
import { broadcast } from '../elements/signals.ts';
import type { Execution } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';

/** @returns the signal's key */
export function broadcastSignal(
  x: Execution,
  name: string,
  variables: VariableContext,
  tenant: string,
): number {
  return broadcast(x, name, tenant, variables);
}
