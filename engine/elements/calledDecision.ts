// A decision evaluated for a business rule task.
import { DecisionEvaluationError, IncidentError } from '../errors.ts';
import type { Execution } from '../execution.ts';
import { evaluateString } from '../expression/evaluate.ts';
import type { CalledDecision } from '../model/graph.ts';
import type { ElementInstance } from '../state/rows.ts';
import { resolve } from './callActivity.ts';
import { keepEvaluation } from './keptEvaluation.ts';

export function evaluateCalledDecision(x: Execution, el: ElementInstance, called: CalledDecision): unknown {
  const id = x.evaluate(evaluateString, called.decisionId, el);
  const decision = resolve(x, el, 'decision', id, called.binding);
  if (decision === undefined)
    throw new IncidentError(
      'CALLED_DECISION_ERROR',
      `Expected to evaluate decision '${id}', but no decision found for id '${id}'`,
    );
  const result = x.definitions.decide(decision, x.context(el), x.now);
  const { failureMessage } = result;
  if (failureMessage !== undefined)
    throw new DecisionEvaluationError(decision, { ...result, failureMessage });
  keepEvaluation(x, decision, result, el);
  return result.output;
}
