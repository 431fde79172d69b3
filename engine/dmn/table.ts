import type { Scope } from '../expression/evaluation.ts';
import type { Evaluate, Test } from '../expression/nodes.ts';
import type { Names } from '../expression/syntax.ts';
import type { FeelValue } from '../expression/values.ts';
import { attribute, childNamed, childrenNamed, type XmlElement } from '../model/xml.ts';
import { type Compiler, textOf } from './compiler.ts';
import type { Logic, MatchedRule, TableTrace } from './graph.ts';
import { applyHitPolicy, type Columns, type HitPolicy, HitPolicyError } from './hitPolicy.ts';

type Input = { id: string; name: string; evaluate: Evaluate; allowed: Test | undefined };
/** `label`: the heading people read; `name`: the key of the result's context. */
type Output = {
  id: string;
  name: string;
  label: string;
  fallback: Evaluate | undefined;
  priorities: Evaluate | undefined;
};
type Rule = { id: string; index: number; tests: (Test | undefined)[]; outputs: Evaluate[] };

/** Of an input that has no label, Zeebe tells so much of its expression. */
const MAX_NAME = 30;

const anyValue: Test = () => true;
const policies = new Set(['UNIQUE', 'FIRST', 'ANY', 'PRIORITY', 'RULE ORDER', 'OUTPUT ORDER', 'COLLECT']);

function readHitPolicy(table: XmlElement, { problems }: Compiler): HitPolicy {
  const policy = attribute(table, 'hitPolicy') ?? 'UNIQUE';
  const aggregation = attribute(table, 'aggregation');
  if (!policies.has(policy)) problems.add(table, 'INVALID', `Unknown hit policy '${policy}'`);
  if (aggregation === undefined) return policy as HitPolicy;
  if (policy !== 'COLLECT')
    problems.add(table, 'INVALID', `Hit policy '${policy}' does not allow an aggregation`);
  return `COLLECT ${aggregation}` as HitPolicy;
}

function readInput(element: XmlElement, compiler: Compiler, names: Names): Input {
  const expression = childNamed(element, 'dmn:inputExpression') ?? element;
  const values = childNamed(element, 'dmn:inputValues');
  return {
    id: attribute(element, 'id') ?? '',
    name: attribute(element, 'label') ?? textOf(expression).slice(0, MAX_NAME),
    evaluate: compiler.expressions.text(expression, textOf(expression), names),
    allowed: values && compiler.expressions.tests(values, names),
  };
}

function readOutput(element: XmlElement, compiler: Compiler, names: Names): Output {
  const values = childNamed(element, 'dmn:outputValues');
  const fallback = childNamed(element, 'dmn:defaultOutputEntry');
  const listed = values && textOf(values);
  const name = attribute(element, 'name') ?? '';
  return {
    id: attribute(element, 'id') ?? '',
    name,
    label: attribute(element, 'label') ?? name,
    fallback: fallback && compiler.expressions.text(fallback, textOf(fallback), names),
    priorities: listed ? compiler.expressions.text(values!, `[${listed}]`, names) : undefined,
  };
}

function readRule(element: XmlElement, index: number, compiler: Compiler, names: Names): Rule {
  return {
    id: attribute(element, 'id') ?? '',
    index: index + 1,
    tests: childrenNamed(element, 'dmn:inputEntry').map((cell) =>
      textOf(cell) === '' ? anyValue : compiler.expressions.tests(cell, names),
    ),
    outputs: childrenNamed(element, 'dmn:outputEntry').map((cell) =>
      compiler.expressions.text(cell, textOf(cell), names),
    ),
  };
}

/** A rule matches where each input passes the test of its column. */
const matches = (rule: Rule, values: FeelValue[], scope: Scope): boolean =>
  rule.tests.every((test, column) => {
    scope.evaluation.spend();
    return test?.(scope, values[column] ?? null) === true;
  });

function evaluateTable(
  inputs: Input[],
  outputs: Output[],
  rules: Rule[],
  policy: HitPolicy,
  scope: Scope,
): TableTrace {
  const values = inputs.map((input) => input.evaluate(scope));
  const allowed = inputs.every(
    (input, column) =>
      !input.allowed || values[column] === null || input.allowed(scope, values[column]!) === true,
  );
  const matching = allowed ? rules.filter((rule) => matches(rule, values, scope)) : [];
  const hits = policy === 'FIRST' ? matching.slice(0, 1) : matching;
  const results = hits.map((rule) => rule.outputs.map((output) => output(scope)));
  const columns: Columns = {
    names: outputs.map((output) => output.name),
    priorities: outputs.map((output) => (output.priorities?.(scope) as FeelValue[] | undefined) ?? null),
  };
  const matched: MatchedRule[] = hits.map((rule, at) => ({
    ruleId: rule.id,
    ruleIndex: rule.index,
    outputs: outputs.map((output, column) => ({
      outputId: output.id,
      outputName: output.label,
      value: results[at]?.[column] ?? null,
    })),
  }));
  const outcome = outcomeOf(() =>
    hits.length === 0
      ? fallbackOf(outputs, policy, columns, scope)
      : applyHitPolicy(policy, results, columns),
  );
  return {
    ...outcome,
    inputs: inputs.map((input, column) => ({
      inputId: input.id,
      inputName: input.name,
      value: values[column] ?? null,
    })),
    rules: matched,
  };
}

/** A table whose rules break its hit policy still tells its inputs and rules. */
function outcomeOf(value: () => FeelValue): Pick<TableTrace, 'value' | 'failure'> {
  try {
    return { value: value() };
  } catch (error) {
    if (!(error instanceof HitPolicyError)) throw error;
    return { value: null, failure: error };
  }
}

/** What a table gives where no rule matches: its default outputs, an empty collection, or null. */
function fallbackOf(outputs: Output[], policy: HitPolicy, columns: Columns, scope: Scope): FeelValue {
  if (outputs.some((output) => output.fallback))
    return applyHitPolicy('FIRST', [outputs.map((output) => output.fallback?.(scope) ?? null)], columns);
  if (policy === 'COLLECT COUNT') return 0;
  return null;
}

/** What several outputs need to be told apart, and what is not defined for them. */
function checkCompound(
  table: XmlElement,
  outputs: Output[],
  policy: HitPolicy,
  { problems }: Compiler,
): void {
  for (const { name, label } of outputs)
    if (name === '') problems.add(table, 'MISSING', `no output name defined for \`${label}\``);
  if (policy.startsWith('COLLECT '))
    problems.add(table, 'INVALID', "hit policy 'COLLECT' with aggregator is not defined for compound output");
}

export function compileTable(table: XmlElement, compiler: Compiler, names: Names): Logic & { kind: 'table' } {
  const hitPolicy = readHitPolicy(table, compiler);
  const inputs = childrenNamed(table, 'dmn:input').map((input) => readInput(input, compiler, names));
  const outputs = childrenNamed(table, 'dmn:output').map((output) => readOutput(output, compiler, names));
  const rules = childrenNamed(table, 'dmn:rule').map((rule, index) => readRule(rule, index, compiler, names));
  if (outputs.length === 0)
    compiler.problems.add(table, 'MISSING', 'A decision table must have at least one output');
  if (outputs.length > 1) checkCompound(table, outputs, hitPolicy, compiler);
  for (const rule of rules)
    if (rule.tests.length !== inputs.length || rule.outputs.length !== outputs.length)
      compiler.problems.add(
        table,
        'INVALID',
        `Rule ${rule.index} has not as many entries as the table has columns`,
      );
  return {
    kind: 'table',
    hitPolicy,
    evaluate: (scope) => evaluateTable(inputs, outputs, rules, hitPolicy, scope),
  };
}
