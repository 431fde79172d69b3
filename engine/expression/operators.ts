import { FeelDuration } from 'feelin';
import * as decimal from './decimal.ts';
import { MAX_STRING, type Scope } from './evaluation.ts';
import { type NodeCompiler, operands } from './nodes.ts';
import {
  difference,
  durationOfMonths,
  durationOfNanos,
  isInstant,
  monthsOf,
  nanosOf,
  shift,
} from './temporal.ts';
import { shown } from './text.ts';
import type { FeelValue } from './values.ts';
import { computable } from './wholeNumbers.ts';

type Operator = (a: FeelValue, b: FeelValue) => FeelValue | undefined;
const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

function addDurations(a: FeelDuration, b: FeelDuration, sign: 1 | -1): FeelValue | undefined {
  if (a.yearsMonths !== b.yearsMonths) return undefined;
  if (a.yearsMonths) return durationOfMonths(monthsOf(a) + sign * monthsOf(b));
  return durationOfNanos(nanosOf(a) + BigInt(sign) * nanosOf(b));
}

const plus: Operator = (a, b) => {
  if (typeof a === 'number' && typeof b === 'number') return finite(decimal.add(a, b));
  if (typeof a === 'string' && typeof b === 'string') return a + b;
  if (isInstant(a) && b instanceof FeelDuration) return shift(a, b, 1);
  if (a instanceof FeelDuration && isInstant(b)) return shift(b, a, 1);
  if (a instanceof FeelDuration && b instanceof FeelDuration) return addDurations(a, b, 1);
  return undefined;
};

const minus: Operator = (a, b) => {
  if (typeof a === 'number' && typeof b === 'number') return finite(decimal.subtract(a, b));
  if (isInstant(a) && b instanceof FeelDuration) return shift(a, b, -1);
  if (isInstant(a) && isInstant(b)) return difference(a, b);
  if (a instanceof FeelDuration && b instanceof FeelDuration) return addDurations(a, b, -1);
  return undefined;
};

function scale(duration: FeelDuration, by: number): FeelValue {
  if (duration.yearsMonths) return durationOfMonths(monthsOf(duration) * by);
  if (Number.isInteger(by)) return durationOfNanos(nanosOf(duration) * BigInt(by));
  const nanos = Number(nanosOf(duration)) * by;
  return Number.isFinite(nanos) ? durationOfNanos(BigInt(Math.round(nanos))) : null;
}

const times: Operator = (a, b) => {
  if (typeof a === 'number' && typeof b === 'number') return finite(decimal.multiply(a, b));
  if (a instanceof FeelDuration && typeof b === 'number') return scale(a, b);
  if (typeof a === 'number' && b instanceof FeelDuration) return scale(b, a);
  return undefined;
};

const over: Operator = (a, b) => {
  if (b === 0) return undefined;
  if (typeof a === 'number' && typeof b === 'number') return finite(decimal.divide(a, b));
  if (a instanceof FeelDuration && typeof b === 'number') {
    if (a.yearsMonths) return durationOfMonths(monthsOf(a) / b);
    return durationOfNanos(BigInt(Math.round(Number(nanosOf(a)) / b)));
  }
  if (a instanceof FeelDuration && b instanceof FeelDuration && a.yearsMonths === b.yearsMonths) {
    const divisor = a.yearsMonths ? monthsOf(b) : Number(nanosOf(b));
    return divisor === 0
      ? undefined
      : decimal.divide(a.yearsMonths ? monthsOf(a) : Number(nanosOf(a)), divisor);
  }
  return undefined;
};

const power: Operator = (a, b) =>
  typeof a === 'number' && typeof b === 'number' ? finite(a ** b) : undefined;

const table: Record<string, { apply: Operator; verb: string }> = {
  '+': { apply: plus, verb: "Can't add '%b' to '%a'" },
  '-': { apply: minus, verb: "Can't subtract '%b' from '%a'" },
  '*': { apply: times, verb: "Can't multiply '%a' by '%b'" },
  '/': { apply: over, verb: "Can't divide '%a' by '%b'" },
  '**': { apply: power, verb: "Can't raise '%a' by '%b'" },
  '^': { apply: power, verb: "Can't raise '%a' by '%b'" },
};

function warnInvalid(scope: Scope, verb: string, a: FeelValue, b: FeelValue): null {
  return scope.evaluation.warn(
    'INVALID_TYPE',
    verb.replace('%a', () => shown(a)).replace('%b', () => shown(b)),
  );
}

function negate(value: FeelValue): FeelValue {
  if (typeof value === 'number') return 0 - value;
  return value instanceof FeelDuration ? scale(value, -1) : null;
}

export const operators: Record<string, NodeCompiler> = {
  ArithmeticExpression: (node, compile) => {
    const sign = node.children.find((child) => child.name === 'ArithOp')?.text ?? '';
    const sides = operands(node).filter((child) => child.name !== 'ArithOp');
    const right = compile(sides[sides.length - 1]!);
    if (sides.length === 1) return (scope) => negate(computable(right(scope)));
    const left = compile(sides[0]!);
    const operator = table[sign];
    if (!operator) throw new Error(`the grammar gave an unknown operator ${sign}`);
    const { apply, verb } = operator;
    return (scope) => {
      const a = computable(left(scope));
      const b = computable(right(scope));
      const result = apply(a, b);
      if (result === undefined) return warnInvalid(scope, verb, a, b);
      if (typeof result === 'string' && result.length > MAX_STRING)
        throw scope.evaluation.tooLong(`a text longer than ${MAX_STRING} characters`);
      return result;
    };
  },
};
