import { FeelDateTime, FeelTime } from 'feelin';
import { equal } from '../compare.ts';
import { ExpressionError } from '../errors.ts';
import { type FeelValue, typeOf } from '../values.ts';
import { builtin, builtinWith } from './signature.ts';

/** Whether two values are the same: equal, and of time also written with the same offset or zone (DMN 1.5, 10.3.4.12). */
function same(a: FeelValue, b: FeelValue): boolean {
  if (typeOf(a) !== typeOf(b)) return false;
  if (
    (a instanceof FeelTime && b instanceof FeelTime) ||
    (a instanceof FeelDateTime && b instanceof FeelDateTime)
  )
    return a.value.equals(b.value as never) && plainZone(a.zone) === plainZone(b.zone);
  return equal(a, b) === true;
}

const plainZone = (zone: string | null): string | null => (zone === '+00:00' ? 'UTC' : zone);

/** Boolean and null functions (DMN 1.5, 10.3.4.2; Camunda's «Boolean functions»). */
export const booleanFunctions = [
  builtin('is(value1: any?, value2: any?)', same),
  builtin('not(negand: any?)', (negand: FeelValue) => (typeof negand === 'boolean' ? !negand : null)),
  builtin('is defined(value: any?)', (value: FeelValue) => value !== null),
  builtin(
    'get or else(value: any?, default: any?)',
    (value: FeelValue, otherwise: FeelValue) => value ?? otherwise,
  ),
  builtinWith(
    'assert(value: any?, condition: any?, cause?: string)',
    (evaluation) => (value: FeelValue, condition: FeelValue, cause?: string) => {
      if (condition === true) return value;
      const why = cause ?? 'The condition is not fulfilled';
      evaluation.warn('ASSERT_FAILURE', why);
      throw new ExpressionError(
        'EXPRESSION_FAILED',
        evaluation.source,
        `Assertion failure on evaluate the expression '${evaluation.source}': ${why}`,
      );
    },
  ),
];
