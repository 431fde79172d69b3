import { describe, expect, it } from 'vitest';
import { compileExpression } from './compile.ts';
import * as evaluate from './evaluate.ts';
import type { VariableContext } from './expression.ts';

const now = 0;
const any = (text: string, variables: VariableContext = {}) =>
  evaluate.evaluate(compileExpression(text), variables, now);

describe('an expression of a model', () => {
  it('is FEEL after an equals sign, and a text without one', () => {
    expect(any('= 1 + 1')).toBe(2);
    expect(any('1 + 1')).toBe('1 + 1');
  });
  it('is compiled once', () => {
    const [first, second] = [compileExpression('=a.b.c > 3'), compileExpression('= a.b.c > 3')];
    expect(first.kind === 'feel' && second.kind === 'feel' && first.compiled === second.compiled).toBe(true);
  });
  it('takes its variables from an object or from a function, one by one', () => {
    const asked: string[] = [];
    const lookup = (name: string) => {
      asked.push(name);
      return name === 'a' ? 2 : undefined;
    };
    expect(evaluate.evaluate(compileExpression('=if a > 1 then "yes" else b'), lookup, now)).toBe('yes');
    expect(asked).toEqual(['a']);
  });
  it('reads a static number where a number is needed', () => {
    expect(evaluate.evaluateNumber(compileExpression('3'), {}, now)).toBe(3);
    expect(evaluate.evaluateNumber(compileExpression('=retries'), { retries: 5 }, now)).toBe(5);
  });
});

it('a result that holds itself, or a large variable too many times, is stopped', () => {
  const text = '=for i in 1..3 return partial';
  expect(() => any(text)).toThrow(expect.objectContaining({ code: 'EXPRESSION_TOO_LONG' }));
  const large = Array.from({ length: 100_000 }, (_, index) => index);
  expect(() => any('=for i in 1..100 return large', { large })).toThrow(
    /a result of more than 5000000 parts/,
  );
});

it.each([
  ['makes a long text', 'upper case(text)'],
  ['reads one', 'contains(text, "y")'],
  ['compares two', 'text = other'],
  ['puts two in order', 'text < other'],
  ['compares two lists', 'list = list'],
  ['compares two contexts', 'context = context'],
  ['goes through the entries of a context', 'get entries(context)'],
  ['puts contexts together', 'context merge([context, context])'],
  ['reckons with a time zone', 'date and time(now(), "Asia/Ho_Chi_Minh")'],
  ['looks for a pattern', 'matches(text, "(y|z)+$")'],
])('what over and over %s is stopped', (_what, part) => {
  const list = Array.from({ length: 50_000 }, (_, index) => index);
  const context = Object.fromEntries(list.map((item) => [`k${item}`, item]));
  const [text, other] = ['x'.repeat(1_000_000), `${'x'.repeat(999_999)}y`];
  expect(() => any(`=count(for i in 1..100000 return ${part})`, { text, other, list, context })).toThrow(
    expect.objectContaining({ code: 'EXPRESSION_TOO_LONG' }),
  );
});

describe('a result of the wrong type says so as Zeebe does', () => {
  it('for a condition', () => {
    expect(() => evaluate.evaluateBoolean(compileExpression('=x > 1'), {}, now)).toThrow(
      "Expected result of the expression 'x > 1' to be 'BOOLEAN', but was 'NULL'. The evaluation reported the following warnings:\n[NO_VARIABLE_FOUND] No variable found with name 'x'\n[NOT_COMPARABLE] Can't compare 'null' with '1'",
    );
  });
  it('for a job type', () => {
    expect(() => evaluate.evaluateString(compileExpression('=1'), {}, now)).toThrow(
      "Expected result of the expression '1' to be 'STRING', but was 'NUMBER'.",
    );
  });
  it('for an input collection', () => {
    expect(() => evaluate.evaluateArray(compileExpression('={a: 1}'), {}, now)).toThrow(
      "Expected result of the expression '{a: 1}' to be 'ARRAY', but was 'OBJECT'.",
    );
  });
  it('for candidate groups', () => {
    expect(() => evaluate.evaluateStrings(compileExpression('=[1]'), {}, now)).toThrow(
      "Expected result of the expression '[1]' to be 'ARRAY' containing 'STRING' items, but was 'ARRAY' containing at least one non-'STRING' item.",
    );
  });
  it('for a correlation key', () => {
    expect(evaluate.evaluateCorrelationKey(compileExpression('=key'), { key: 12 }, now)).toBe('12');
    expect(() => evaluate.evaluateCorrelationKey(compileExpression('=key'), {}, now)).toThrow(
      "Failed to extract the correlation key for 'key': The value must be either a string or a number, but was 'NULL'.",
    );
  });
  it('for an assertion', () => {
    expect(() => evaluate.evaluate(compileExpression('=assert(x, x != null)'), {}, now)).toThrow(
      `Assertion failure on evaluate the expression 'assert(x, x != null)': The condition is not fulfilled The evaluation reported the following warnings:
[NO_VARIABLE_FOUND] No variable found with name 'x'
[NO_VARIABLE_FOUND] No variable found with name 'x'
[ASSERT_FAILURE] The condition is not fulfilled`,
    );
    expect(() => any('=assert(x, x != null, "x is needed")')).toThrow(/Assertion failure.*x is needed/);
  });
  it('for what a function cannot take', () => {
    expect(() => evaluate.evaluateString(compileExpression('=duration(x)'), { x: [1] }, now)).toThrow(
      "[FUNCTION_INVOCATION_FAILURE] Failed to invoke function 'duration': Illegal arguments: 'list'",
    );
    expect(() =>
      evaluate.evaluateString(
        compileExpression('=date and time(x, time("00:00:00+07:00"))'),
        { x: null },
        now,
      ),
    ).toThrow("Failed to invoke function 'date and time': Illegal arguments: 'null', '00:00:00+07:00'");
  });
});
