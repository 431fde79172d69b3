// An evaluation of decisions is kept for people, each decision by itself.
import type { DecisionEvaluation } from '../dmn/evaluate.ts';
import type { Execution } from '../execution.ts';
import { sizeOf } from '../expression/size.ts';
import type { ElementInstance, Resource } from '../state/rows.ts';

/** Characters of values kept of one evaluation; decisions beyond it are kept without their values. */
const MAX_VALUES = 1024 * 1024;

/**
 * @param el the element instance that asked for it; absent: EvaluateDecision
 * @returns the key of the evaluation
 */
export function keepEvaluation(
  x: Execution,
  decision: Resource,
  { evaluatedDecisions, failedDecisionId, failureMessage = '' }: DecisionEvaluation,
  el?: ElementInstance,
): number {
  const evaluation = x.key();
  const known = x.definitions.decisionsOf(decision.parent);
  let size = 0;
  evaluatedDecisions.forEach((evaluated, i) => {
    const { decisionOutput, evaluatedInputs, matchedRules, ...rest } = evaluated;
    size += sizeOf(evaluated);
    const failed = rest.decisionId === failedDecisionId;
    const { key, version } = known.get(rest.decisionId) ?? { key: 0, version: 0 };
    const fits = size <= MAX_VALUES;
    x.state.decisionInstances.add({
      ...rest,
      key: x.key(),
      evaluation,
      position: i + 1,
      pi: el?.pi ?? 0,
      definition: el ? x.root(el).root!.definition : 0,
      el: el?.key ?? 0,
      decision: key,
      version,
      tenant: decision.tenant,
      at: x.now,
      state: failed ? 'FAILED' : 'EVALUATED',
      failure: failed ? failureMessage : '',
      output: fits ? decisionOutput : null,
      evaluatedInputs: fits ? evaluatedInputs : [],
      matchedRules: fits ? matchedRules : [],
    });
  });
  x.written += Math.min(size, MAX_VALUES);
  x.unwritten += Math.min(size, MAX_VALUES);
  x.record('DECISION_EVALUATION', failedDecisionId ? 'FAILED' : 'EVALUATED', evaluation, el, decision.id);
  return evaluation;
}
