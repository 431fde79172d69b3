import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evaluateDecisionResponse } from '../gateway/decisions.ts';
import { DEFAULT_TENANT, type TestEngine, testEngine } from '../testing/index.ts';
import { type EvaluatedCommand, evaluateDecisionCommand } from './evaluateDecision.ts';

const model = `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="g" name="G" namespace="test"><!-- DMN -->
<decision id="urgency" name="Urgency"><decisionTable id="t">
<input id="i"><inputExpression id="ie" typeRef="number"><text>days</text></inputExpression></input>
<output id="o" label="How urgent" name="level" typeRef="string"/>
<rule id="r"><inputEntry id="a"><text>&lt; 3</text></inputEntry><outputEntry id="b"><text>"hoả tốc"</text></outputEntry></rule>
</decisionTable></decision>
<decision id="careful" name="Careful"><variable name="careful"/><informationRequirement><requiredDecision href="#urgency"/></informationRequirement><literalExpression><text>assert(urgency, urgency = "thường")</text></literalExpression></decision></definitions>`;

let engine: TestEngine;
beforeAll(async () => {
  engine = await testEngine();
  await engine.deploy(model);
});
afterAll(() => engine.stop());

const evaluate = (key: number, id: string): Promise<EvaluatedCommand> =>
  engine.do((x) => evaluateDecisionCommand(x, { key, id, variables: { days: 1 }, tenant: DEFAULT_TENANT }));

describe('EvaluateDecision', () => {
  it('takes the newest version of an id, or the decision of a key', async () => {
    const { result, decision } = await evaluate(0, 'urgency');
    expect(result.output).toBe('hoả tốc');
    expect((await evaluate(decision.key, '')).result.output).toBe('hoả tốc');
  });

  it('names an output by its label, as Zeebe does', async () => {
    const { result } = await evaluate(0, 'urgency');
    expect(result.evaluatedDecisions[0]!.matchedRules[0]!.evaluatedOutputs).toEqual([
      { outputId: 'o', outputName: 'How urgent', outputValue: 'hoả tốc' },
    ]);
  });

  it('answers a failure with the decisions so far, and without an output', async () => {
    expect(evaluateDecisionResponse(await evaluate(0, 'careful'))).toMatchObject({
      decisionId: 'careful',
      decisionOutput: '',
      failedDecisionId: 'careful',
      failureMessage: expect.stringContaining('The condition is not fulfilled'),
      evaluatedDecisions: [
        { decisionId: 'urgency', decisionType: 'DECISION_TABLE', decisionOutput: '"hoả tốc"' },
        { decisionId: 'careful', decisionType: 'LITERAL_EXPRESSION', decisionOutput: 'null' },
      ],
    });
  });

  it('refuses neither and both of them, and says first which is not there', async () => {
    const { decision } = await evaluate(0, 'urgency');
    await expect(evaluate(0, '')).rejects.toThrow('none or both provided');
    await expect(evaluate(decision.key, 'urgency')).rejects.toThrow('none or both provided');
    await expect(evaluate(1, 'missing')).rejects.toThrow("no decision found for id 'missing'");
    await expect(evaluate(1, '')).rejects.toThrow("no decision found for key '1'");
  });
});
