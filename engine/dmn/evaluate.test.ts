import { describe, expect, it } from 'vitest';
import { evaluateDecision } from './evaluate.ts';
import { parseDecisions } from './parse.ts';

const definitions = (content: string) =>
  `<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="drg" name="Công văn" namespace="n">${content}</definitions>`;
const cell = (name: string, text: string) => `<${name} id="${name}"><text>${text}</text></${name}>`;
const rule = (id: string, inputs: string[], outputs: string[]) =>
  `<rule id="${id}">${inputs.map((text) => cell('inputEntry', text)).join('')}${outputs.map((text) => cell('outputEntry', text)).join('')}</rule>`;
const table = (attributes: string, rules: string, values = '') =>
  `<decision id="d" name="D"><decisionTable ${attributes}><input id="in" label="Số ngày"><inputExpression typeRef="number"><text>days</text></inputExpression></input><output id="out" name="level">${values}</output>${rules}</decisionTable></decision>`;

function evaluate(xml: string, variables: { [name: string]: unknown }, decision = 'd') {
  const { drg, errors } = parseDecisions(definitions(xml));
  expect(errors).toEqual([]);
  return evaluateDecision(drg!, decision, variables, 0);
}

describe('a decision table', () => {
  const rules =
    rule('r1', ['&lt; 10'], ['"thấp"']) +
    rule('r2', ['[5..20]'], ['"vừa"']) +
    rule('r3', ['&gt; 15'], ['"cao"']);
  const listed = cell('outputValues', '"cao", "vừa", "thấp"');
  it.each<[string, number, unknown]>([
    ['hitPolicy="UNIQUE"', 3, 'thấp'],
    ['hitPolicy="FIRST"', 7, 'thấp'],
    ['hitPolicy="PRIORITY"', 7, 'vừa'],
    ['hitPolicy="OUTPUT ORDER"', 7, ['vừa', 'thấp']],
    ['hitPolicy="RULE ORDER"', 7, ['thấp', 'vừa']],
    ['hitPolicy="COLLECT"', 18, ['vừa', 'cao']],
    ['hitPolicy="COLLECT" aggregation="COUNT"', 18, 2],
    ['hitPolicy="ANY"', 25, 'cao'],
  ])('of %s gives for %d days %j', (policy, days, output) => {
    expect(evaluate(table(policy, rules, listed), { days }).output).toEqual(output);
  });

  it.each<[string, unknown]>([
    ['SUM', 6.3],
    ['MIN', 2.1],
    ['MAX', 4.2],
  ])('collects the %s', (aggregation, output) => {
    const numbers = rule('a', ['-'], ['2.1']) + rule('b', ['&gt; 1'], ['4.2']);
    expect(
      evaluate(table(`hitPolicy="COLLECT" aggregation="${aggregation}"`, numbers), { days: 2 }).output,
    ).toBe(output);
  });

  it('that matches nothing gives null, or its default', () => {
    expect(evaluate(table('', rule('a', ['1'], ['"x"'])), { days: 2 }).output).toBeNull();
    expect(
      evaluate(table('', rule('a', ['1'], ['"x"']), cell('defaultOutputEntry', '"mặc định"')), { days: 2 })
        .output,
    ).toBe('mặc định');
  });

  it('records its inputs and the rules that the result is of', () => {
    expect(evaluate(table('hitPolicy="FIRST"', rules), { days: 7 }).evaluatedDecisions).toEqual([
      {
        decisionId: 'd',
        decisionName: 'D',
        decisionType: 'DECISION_TABLE',
        decisionOutput: 'thấp',
        evaluatedInputs: [{ inputId: 'in', inputName: 'Số ngày', inputValue: 7 }],
        matchedRules: [
          {
            ruleId: 'r1',
            ruleIndex: 1,
            evaluatedOutputs: [{ outputId: 'out', outputName: 'level', outputValue: 'thấp' }],
          },
        ],
      },
    ]);
  });

  it.each([
    ['UNIQUE', `multiple values aren't allowed for UNIQUE hit policy. found: '["thấp", "vừa"]'`],
    ['ANY', `different values aren't allowed for ANY hit policy. found: '["thấp", "vừa"]'`],
  ])('of hit policy %s fails where its rules disagree, and is told with them', (policy, why) => {
    expect(evaluate(table(`hitPolicy="${policy}"`, rules), { days: 7 })).toMatchObject({
      failedDecisionId: 'd',
      failureMessage: expect.stringContaining(`Expected to evaluate decision 'd', but ${why}`),
      evaluatedDecisions: [
        {
          decisionOutput: null,
          evaluatedInputs: [{ inputValue: 7 }],
          matchedRules: [{ ruleId: 'r1' }, { ruleId: 'r2' }],
        },
      ],
    });
  });
});

describe('Camunda documents of a decision table that', () => {
  const two = (attributes: string, names: string) =>
    `<decision id="d" name="D"><decisionTable ${attributes}><input id="in"><inputExpression><text>days</text></inputExpression></input>${names}${rule('r', ['-'], ['1', '2'])}</decisionTable></decision>`;
  const ab = '<output id="a" name="a"/><output id="b" name="b"/>';

  it('an input without a label goes by the beginning of its expression', () => {
    const long = '"an expression that is longer than thirty characters"';
    const xml = table('', rule('r', ['-'], ['1']))
      .replace('label="Số ngày"', '')
      .replace('days', long);
    expect(evaluate(xml, {}).evaluatedDecisions[0]!.evaluatedInputs).toMatchObject([
      { inputName: long.slice(0, 30) },
    ]);
  });

  it('several outputs are grouped under the decision, by their names', () => {
    const next =
      '<decision id="n" name="n"><variable name="n"/><informationRequirement><requiredDecision href="#d"/></informationRequirement><literalExpression><text>d.a + d.b</text></literalExpression></decision>';
    expect(evaluate(two('', ab) + next, {}, 'n').output).toBe(3);
    expect(evaluate(two('hitPolicy="RULE ORDER"', ab), {}).output).toEqual([{ a: 1, b: 2 }]);
  });

  it.each([
    [
      'several outputs have names',
      two('', '<output id="a" label="A"/><output id="b" name="b"/>'),
      'no output name defined for `A`',
    ],
    [
      'an aggregation has one output',
      two('hitPolicy="COLLECT" aggregation="SUM"', ab),
      "hit policy 'COLLECT' with aggregator is not defined for compound output",
    ],
  ])('%s', (_what, xml, why) => {
    expect(parseDecisions(definitions(xml)).errors).toMatchObject([{ message: why }]);
  });

  it.each<[string, unknown, boolean]>([
    ['not("a")', 'b', true],
    ['not("a")', 2, false],
    ['not(&lt; 3)', 5, true],
    ['true', null, false],
    ['true', true, true],
    ['-', null, true],
    ['', null, true],
    ['null', null, true],
    ['&lt; 10', null, false],
    ['&lt; 10, null', null, true],
    ['[1, 2]', 2, true],
    ['contains(?, "good")', 'a good one', true],
  ])('an entry %s is met by %j: %s', (text, days, met) => {
    expect(evaluate(table('', rule('r', [text], ['"met"'])), { days }).output).toBe(met ? 'met' : null);
  });
});

describe('a decision requirements graph', () => {
  const literal = (id: string, name: string, text: string, needs: string[] = []) =>
    `<decision id="${id}" name="${name}"><variable name="${name}"/>${needs.map((need) => `<informationRequirement><requiredDecision href="#${need}"/></informationRequirement>`).join('')}<literalExpression><text>${text}</text></literalExpression></decision>`;

  it('evaluates what a decision needs first, once, under its name, its id or a name with spaces', () => {
    const xml =
      literal('a', 'Số ngày', 'days + 1') +
      literal('b', 'b', 'Số ngày * 2', ['a']) +
      literal('c', 'c', 'b + a', ['a', 'b']);
    const { output, evaluatedDecisions } = evaluate(xml, { days: 2 }, 'c');
    expect(output).toBe(9);
    expect(evaluatedDecisions.map((decision) => decision.decisionId)).toEqual(['a', 'b', 'c']);
  });

  it('tells the decisions evaluated so far and the one that failed, which has no output', () => {
    const assertion = 'assert(days, days != null)';
    const xml = literal('a', 'a', '1') + literal('b', 'b', `a + ${assertion}`, ['a']);
    expect(evaluate(xml, {}, 'b')).toMatchObject({
      failedDecisionId: 'b',
      failureMessage: `Expected to evaluate decision 'b', but Assertion failure on evaluate the expression 'a + ${assertion}': The condition is not fulfilled`,
      evaluatedDecisions: [
        { decisionId: 'a', decisionOutput: 1 },
        { decisionId: 'b', decisionOutput: null, evaluatedInputs: [], matchedRules: [] },
      ],
    });
  });

  it('names the decision that failed', () => {
    const xml = literal('a', 'a', 'for i in 1..100000000 return i') + literal('b', 'b', 'a', ['a']);
    expect(evaluate(xml, {}, 'b')).toMatchObject({
      output: null,
      failedDecisionId: 'a',
      failureMessage: expect.stringMatching(/Expected to evaluate decision 'b'.*stopped/s),
    });
  });

  it('says that a decision is not there', () => {
    expect(evaluate(literal('a', 'a', '1'), {}, 'x').failureMessage).toContain(
      "no decision found for id 'x'",
    );
  });

  it.each([
    [
      'a circle',
      literal('a', 'a', '1', ['b']) + literal('b', 'b', '1', ['a']),
      'Decision requirements must not be cyclic: a > b > a',
    ],
    [
      'a requirement of nothing',
      literal('a', 'a', '1', ['b']),
      "The required decision 'b' is no decision of the model",
    ],
    ['a bad expression', literal('a', 'a', '1 +'), "failed to parse expression '1 +'"],
    ['a bad cell', table('', rule('r', ['&gt;'], ['1'])), "failed to parse expression '>'"],
    [
      'an unknown hit policy',
      table('hitPolicy="BEST"', rule('r', ['-'], ['1'])),
      "Unknown hit policy 'BEST'",
    ],
    [
      'a rule of other columns',
      table('', rule('r', ['-', '-'], ['1'])),
      'Rule 1 has not as many entries as the table has columns',
    ],
  ])('is refused with %s', (_what, xml, message) => {
    expect(
      parseDecisions(definitions(xml))
        .errors.map((error) => error.message)
        .join(),
    ).toContain(message);
  });
});
