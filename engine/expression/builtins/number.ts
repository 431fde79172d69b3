import type { FeelDuration } from 'feelin';
import { divide, modulo, type Rounding, round } from '../decimal.ts';
import { durationOfMonths, durationOfNanos, monthsOf, nanosOf } from '../temporal.ts';
import type { FeelValue } from '../values.ts';
import { builtin } from './signature.ts';

/** The scales that DMN 1.5, table 77 allows. */
const inScale = (scale: number): boolean => scale >= -6111 && scale <= 6176;
const rounding = (name: string, mode: Rounding) =>
  builtin(`${name}(n: number, scale: number)`, (n: number, scale: number) =>
    inScale(scale) ? round(n, Math.trunc(scale), mode) : undefined,
  );
const whole = (name: string, mode: Rounding) =>
  builtin(`${name}(n: number, scale?: number)`, (n: number, scale = 0) =>
    inScale(scale) ? round(n, Math.trunc(scale), mode) : undefined,
  );
const real = (value: number): FeelValue | undefined => (Number.isFinite(value) ? value : undefined);

function absolute(duration: FeelDuration): FeelValue {
  if (duration.yearsMonths) return durationOfMonths(Math.abs(monthsOf(duration)));
  const nanos = nanosOf(duration);
  return durationOfNanos(nanos < 0n ? -nanos : nanos);
}

/** Numeric functions (DMN 1.5, 10.3.4.5; Camunda's «Numeric functions»). */
export const numberFunctions = [
  rounding('decimal', 'half even'),
  rounding('round up', 'up'),
  rounding('round down', 'down'),
  rounding('round half up', 'half up'),
  rounding('round half down', 'half down'),
  whole('floor', 'floor'),
  whole('ceiling', 'ceiling'),
  builtin('abs(n: number)', Math.abs),
  builtin('abs(n: duration)', absolute),
  builtin('modulo(dividend: number, divisor: number)', (dividend: number, divisor: number) =>
    divisor === 0 ? undefined : modulo(dividend, divisor),
  ),
  builtin('sqrt(number: number)', (number: number) => real(Math.sqrt(number))),
  builtin('log(number: number)', (number: number) => real(Math.log(number))),
  builtin('exp(number: number)', (number: number) => real(Math.exp(number))),
  builtin('odd(number: number)', (number: number) => Math.abs(number % 2) === 1),
  builtin('even(number: number)', (number: number) => number % 2 === 0),
  builtin('random number()', () => Math.random()),
];

export const mean = (numbers: number[], sum: number): number => divide(sum, numbers.length);
