// Elements of an ad hoc sub-process are activated from outside, as its worker would.
import { reject } from '../errors.ts';
import type { Execution } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';
import { ACTIVATED } from '../state/rows.ts';
import { applyAdHocResult, checkActivatable } from './adHocResult.ts';

export interface ActivateAdHocActivities {
  /** Of the ad hoc sub-process's element instance. */
  key: number;
  activate: { elementId: string; variables: VariableContext }[];
  /** What is active in it is terminated. */
  cancelRemainingInstances: boolean;
}

export function activateAdHocActivities(
  x: Execution,
  { key, activate, cancelRemainingInstances }: ActivateAdHocActivities,
): void {
  const located = x.state.instances.locate(key);
  const el = located && x.state.instances.resident(located.pi) && x.element(key);
  if (el === undefined || x.node(el).adHoc === undefined || el.body)
    reject(
      'NOT_FOUND',
      'ACTIVATE',
      `Expected to activate activities for ad-hoc sub-process but no ad-hoc sub-process instance found with key '${key}'.`,
    );
  const expected = `Expected to activate activities for ad-hoc sub-process with key '${key}', but`;
  if (new Set(activate.map(({ elementId }) => elementId)).size < activate.length)
    reject('INVALID_ARGUMENT', 'ACTIVATE', `${expected} duplicate activities were given.`);
  if (el.state !== ACTIVATED || el.fulfilled || el.interrupted)
    reject('FAILED_PRECONDITION', 'ACTIVATE', `${expected} it is not active.`);
  checkActivatable(x, el, activate, 'ACTIVATE');
  x.record('AD_HOC_SUB_PROCESS_INSTRUCTION', 'ACTIVATED', key, el);
  applyAdHocResult(x, el, { activate, cancelRemainingInstances, completionConditionFulfilled: false });
}
