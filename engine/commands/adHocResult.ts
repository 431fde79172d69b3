// What the worker of an ad hoc sub-process decided: what to activate, what to cancel, whether it is done.
import { activateInner, fulfil } from '../elements/adHocSubProcess.ts';
import { terminateLater } from '../elements/tokens.ts';
import { reject } from '../errors.ts';
import type { Execution } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';
import type { ElementInstance } from '../state/rows.ts';

export interface AdHocResult {
  activate: { elementId: string; variables: VariableContext }[];
  completionConditionFulfilled: boolean;
  cancelRemainingInstances: boolean;
}

/** @throws Rejection */
export function checkAdHocResult(
  x: Execution,
  job: number,
  el: ElementInstance,
  result: AdHocResult | undefined,
): void {
  if (result === undefined) return;
  checkActivatable(x, el, result.activate, 'COMPLETE');
  if (result.completionConditionFulfilled && result.activate.length > 0)
    reject(
      'INVALID_ARGUMENT',
      'COMPLETE',
      `Expected to complete ad-hoc sub-process job, but the job result contains elements to be activated while the completion condition is fulfilled (job key '${job}').`,
    );
}

/** @throws Rejection when an element is none of the sub-process's */
export function checkActivatable(
  x: Execution,
  el: ElementInstance,
  activate: AdHocResult['activate'],
  intent: string,
): void {
  const { activatable } = x.node(el).adHoc!;
  const unknown = activate.map(({ elementId }) => elementId).filter((id) => !activatable.has(id));
  if (unknown.length > 0)
    reject(
      'NOT_FOUND',
      intent,
      `Expected to activate activities for ad-hoc sub-process with key '${el.key}', but the given elements [${unknown.join(', ')}] do not exist.`,
    );
}

export function applyAdHocResult(x: Execution, el: ElementInstance, result: AdHocResult | undefined): void {
  if (result === undefined) return;
  const remaining = x.state.instances.children(el);
  for (const { elementId, variables } of result.activate)
    activateInner(x, x.element(el.key)!, x.node(el).adHoc!.activatable.get(elementId)!, variables);
  if (result.completionConditionFulfilled) fulfil(x, x.element(el.key)!, result.cancelRemainingInstances);
  else if (result.cancelRemainingInstances) for (const child of remaining) terminateLater(x, child);
}
