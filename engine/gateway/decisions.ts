// Decision evaluations in the words of gateway.proto: values as JSON text.
import type { EvaluatedCommand } from '../commands/evaluateDecision.ts';
import type { EvaluatedDecision } from '../dmn/evaluate.ts';
import { jsonOf } from '../expression/wholeNumbers.ts';

export function evaluateDecisionResponse({
  key,
  decision,
  requirements,
  result,
  decisions,
}: EvaluatedCommand) {
  return {
    decisionKey: decision.key,
    decisionId: decision.id,
    decisionName: decision.name,
    decisionVersion: decision.version,
    decisionRequirementsId: requirements.id,
    decisionRequirementsKey: requirements.key,
    decisionOutput: result.failedDecisionId === undefined ? jsonOf(result.output) : '',
    failedDecisionId: result.failedDecisionId ?? '',
    failureMessage: result.failureMessage ?? '',
    tenantId: decision.tenant,
    decisionInstanceKey: key,
    decisionEvaluationKey: key,
    evaluatedDecisions: result.evaluatedDecisions.map((evaluated, index) => ({
      decisionEvaluationInstanceKey: `${key}-${index + 1}`,
      decisionKey: decisions.get(evaluated.decisionId)?.key ?? 0,
      decisionId: evaluated.decisionId,
      decisionName: evaluated.decisionName,
      decisionVersion: decisions.get(evaluated.decisionId)?.version ?? 0,
      decisionType: evaluated.decisionType,
      decisionOutput: jsonOf(evaluated.decisionOutput),
      tenantId: decision.tenant,
      matchedRules: matchedRulesOf(evaluated),
      evaluatedInputs: inputsOf(evaluated),
    })),
  };
}

export const matchedRulesOf = ({ matchedRules }: Pick<EvaluatedDecision, 'matchedRules'>) =>
  matchedRules.map(({ ruleId, ruleIndex, evaluatedOutputs }) => ({
    ruleId,
    ruleIndex,
    evaluatedOutputs: evaluatedOutputs.map((output) => ({
      ...output,
      outputValue: jsonOf(output.outputValue),
    })),
  }));

export const inputsOf = ({ evaluatedInputs }: Pick<EvaluatedDecision, 'evaluatedInputs'>) =>
  evaluatedInputs.map((input) => ({ ...input, inputValue: jsonOf(input.inputValue) }));
