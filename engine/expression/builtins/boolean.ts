import { ExpressionError } from '../errors.ts';
import type { FeelValue } from '../values.ts';
import { builtin, builtinWith } from './signature.ts';

/** Boolean and null functions (DMN 1.5, 10.3.4.2; Camunda's «Boolean functions»). */
export const booleanFunctions = [
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
      throw new ExpressionError(
        'EXPRESSION_FAILED',
        evaluation.source,
        `Assertion failure on evaluate the expression '${evaluation.source}': ${cause ?? 'The condition is not fulfilled'}`,
      );
    },
  ),
];
