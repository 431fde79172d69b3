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
/** Java's names, which Camunda takes. UNNECESSARY is for a number that has no further digits. */
const modes: Record<string, Rounding> = {
  UP: 'up',
  DOWN: 'down',
  CEILING: 'ceiling',
  FLOOR: 'floor',
  HALF_UP: 'half up',
  HALF_DOWN: 'half down',
  HALF_EVEN: 'half even',
};

function decimalBy(n: number, scale: number, mode: string): FeelValue | undefined {
  if (!inScale(scale)) return undefined;
  const name = mode.toUpperCase();
  const exact = round(n, Math.trunc(scale), 'down') === n;
  if (name === 'UNNECESSARY') return exact ? n : undefined;
  const rounding = Object.hasOwn(modes, name) ? modes[name] : undefined;
  return rounding && round(n, Math.trunc(scale), rounding);
}

const real = (value: number): FeelValue | undefined => (Number.isFinite(value) ? value : undefined);

function absolute(duration: FeelDuration): FeelValue {
  if (duration.yearsMonths) return durationOfMonths(Math.abs(monthsOf(duration)));
  const nanos = nanosOf(duration);
  return durationOfNanos(nanos < 0n ? -nanos : nanos);
}

/** Numeric functions (DMN 1.5, 10.3.4.5; Camunda's «Numeric functions»). */
export const numberFunctions = [
  rounding('decimal', 'half even'),
  builtin('decimal(n: number, scale: number, mode: string)', decimalBy),
  rounding('round up', 'up'),
  rounding('round down', 'down'),
  rounding('round half up', 'half up'),
  rounding('round half down', 'half down'),
  whole('floor', 'floor'),
  whole('ceiling', 'ceiling'),
  builtin('abs(n: number)', Math.abs),
  builtin('abs(number: number)', Math.abs),
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
