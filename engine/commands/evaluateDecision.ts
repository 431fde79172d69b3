// EvaluateDecision: by key or id, outside any process instance.
import type { DecisionEvaluation } from '../dmn/evaluate.ts';
import { keepEvaluation } from '../elements/keptEvaluation.ts';
import { reject } from '../errors.ts';
import type { Execution } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';
import type { Resource } from '../state/rows.ts';

export interface EvaluatedCommand {
  key: number;
  decision: Resource;
  requirements: Resource;
  result: DecisionEvaluation;
  /** Newest versions of the decisions evaluated, by id. */
  decisions: Map<string, Resource>;
}

const NEITHER_OR_BOTH = 'Expected either a decision id or a valid decision key, but none or both provided';

export function evaluateDecisionCommand(
  x: Execution,
  { key, id, variables, tenant }: { key: number; id: string; variables: VariableContext; tenant: string },
): EvaluatedCommand {
  const refuse = (reason: string): never => reject('INVALID_ARGUMENT', 'EVALUATE', reason);
  if (key <= 0 && id === '') refuse(NEITHER_OR_BOTH);
  const decision = id === '' ? x.definitions.get(key) : x.definitions.latest('decision', id, tenant);
  if (decision?.kind !== 'decision' || decision.tenant !== tenant)
    return reject(
      'NOT_FOUND',
      'EVALUATE',
      id === ''
        ? `Expected to evaluate decision with key '${key}', but no decision found for key '${key}'`
        : `Expected to evaluate decision '${id}', but no decision found for id '${id}'`,
    );
  if (key > 0 && id !== '') refuse(NEITHER_OR_BOTH);
  const result = x.definitions.decide(decision, variables, x.now);
  return {
    key: keepEvaluation(x, decision, result),
    decision,
    requirements: x.state.resources.get(decision.parent)!,
    result,
    decisions: x.definitions.decisionsOf(decision.parent),
  };
}
