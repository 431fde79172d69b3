import { ExpressionError } from './errors.ts';
import { type Lookup, reported } from './evaluation.ts';
import type { Expression, Variables } from './expression.ts';
import type { Result } from './feel.ts';
import { type Json, toJson } from './json.ts';
import { type ResultType, resultTypeOf } from './resultType.ts';
import type { FeelValue } from './values.ts';
import { computable, digitsOf, isWhole } from './wholeNumbers.ts';

const lookupOf = (variables: Variables): Lookup =>
  typeof variables === 'function'
    ? (variables as Lookup)
    : (name) => (Object.hasOwn(variables, name) ? (variables[name] as FeelValue) : undefined);

/** What runs out of stack or of memory for one value says so by a RangeError. */
function bounded<T>(source: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ExpressionError(
      'EXPRESSION_TOO_LONG',
      source,
      `failed to evaluate expression '${source}': the evaluation was stopped: ${error.message}`,
    );
  }
}

function runExactly(expression: Expression, variables: Variables, now: number): Result {
  if (expression.kind === 'static') return { value: expression.source, warnings: [] };
  return bounded(expression.source, () => expression.compiled.evaluate({ lookup: lookupOf(variables), now }));
}

/** For a place that has no use for a whole number. */
function run(expression: Expression, variables: Variables, now: number): Result {
  const result = runExactly(expression, variables, now);
  return isWhole(result.value) ? { ...result, value: computable(result.value) } : result;
}

/** The error of a result that is not of the type its place needs, in Zeebe's words. */
export function typeError(source: string, wanted: string, { value, warnings }: Result): ExpressionError {
  const message = `Expected result of the expression '${source}' to be ${wanted}, but was '${resultTypeOf(value)}'.`;
  return new ExpressionError('EXPRESSION_TYPE', source, message + reported(warnings));
}

const one = (type: ResultType): string => `'${type}'`;

/**
 * The result as a process variable; a static expression gives its text.
 * @param now epoch milliseconds, for `now()` and `today()`
 * @throws ExpressionError `EXPRESSION_TOO_LONG`, `EXPRESSION_FAILED`
 */
export const evaluate = (expression: Expression, variables: Variables, now: number): Json =>
  bounded(expression.source, () => toJson(runExactly(expression, variables, now).value));

/** The result with its FEEL type, for places that take several. @throws ExpressionError as `evaluate` */
export const evaluateFeel = run;

/** @throws ExpressionError also `EXPRESSION_TYPE` */
export function evaluateBoolean(expression: Expression, variables: Variables, now: number): boolean {
  const result = run(expression, variables, now);
  if (typeof result.value === 'boolean') return result.value;
  throw typeError(expression.source, one('BOOLEAN'), result);
}

/** @throws ExpressionError also `EXPRESSION_TYPE` */
export function evaluateString(expression: Expression, variables: Variables, now: number): string {
  const result = run(expression, variables, now);
  if (typeof result.value === 'string') return result.value;
  throw typeError(expression.source, one('STRING'), result);
}

/** A whole number; a static text is read as one. @throws ExpressionError also `EXPRESSION_TYPE` */
export function evaluateNumber(expression: Expression, variables: Variables, now: number): number {
  const result = run(expression, variables, now);
  if (typeof result.value === 'number') return result.value;
  if (expression.kind === 'static' && /^-?\d+$/.test(expression.source.trim()))
    return Number(expression.source);
  throw typeError(expression.source, one('NUMBER'), result);
}

/** @throws ExpressionError also `EXPRESSION_TYPE` */
export function evaluateArray(expression: Expression, variables: Variables, now: number): Json[] {
  const result = run(expression, variables, now);
  if (Array.isArray(result.value)) return bounded(expression.source, () => toJson(result.value) as Json[]);
  throw typeError(expression.source, one('ARRAY'), result);
}

/** One item of a list, which is all that is made a variable of it; undefined beyond its end.
 * @throws ExpressionError also `EXPRESSION_TYPE` */
export function evaluateItem(
  expression: Expression,
  index: number,
  variables: Variables,
  now: number,
): { item: Json } | undefined {
  const result = run(expression, variables, now);
  const { value } = result;
  if (!Array.isArray(value)) throw typeError(expression.source, one('ARRAY'), result);
  if (index >= value.length) return undefined;
  return { item: bounded(expression.source, () => toJson(value[index]!)) };
}

/** @throws ExpressionError also `EXPRESSION_TYPE` */
export function evaluateStrings(expression: Expression, variables: Variables, now: number): string[] {
  const result = run(expression, variables, now);
  const items: FeelValue[] | null = Array.isArray(result.value) ? result.value : null;
  if (items?.every((item) => typeof item === 'string')) return items as string[];
  if (items === null) throw typeError(expression.source, one('ARRAY'), result);
  throw new ExpressionError(
    'EXPRESSION_TYPE',
    expression.source,
    `Expected result of the expression '${expression.source}' to be 'ARRAY' containing 'STRING' items, but was 'ARRAY' containing at least one non-'STRING' item.${reported(result.warnings)}`,
  );
}

/** A message's correlation key: a string, or a number as text. @throws ExpressionError also `EXPRESSION_TYPE` */
export function evaluateCorrelationKey(expression: Expression, variables: Variables, now: number): string {
  const result = runExactly(expression, variables, now);
  if (isWhole(result.value)) return digitsOf(result.value);
  if (typeof result.value === 'string') return result.value;
  if (typeof result.value === 'number') return String(result.value);
  throw new ExpressionError(
    'EXPRESSION_TYPE',
    expression.source,
    `Failed to extract the correlation key for '${expression.source}': The value must be either a string or a number, but was '${resultTypeOf(result.value)}'.${reported(result.warnings)}`,
  );
}
