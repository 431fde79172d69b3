/**
 * FEEL numbers are decimals (DMN 1.5, 10.3.2.3.1). Values travel as JSON numbers, so a result is computed
 * exactly on the decimal digits of its operands and only then rounded to the nearest double:
 * `0.1 + 0.2` is `0.3`. Integers take the direct way.
 */
type Decimal = { digits: bigint; scale: number };
const DIVISION_DIGITS = 34;
/** Beyond these exponents no business number lives; doubles answer there, and big integers stay small. */
const MAX_SCALE = 60;

function decimalOf(value: number): Decimal {
  const [mantissa = '0', exponent = '0'] = String(value).split('e');
  const [whole = '0', fraction = ''] = mantissa.split('.');
  return { digits: BigInt(whole + fraction), scale: fraction.length - Number(exponent) };
}

const numberOf = ({ digits, scale }: Decimal): number => Number(`${digits}e${-scale}`);

/** Zero has no sign in FEEL. */
const unsigned = (value: number): number => value + 0;

function aligned(a: Decimal, b: Decimal): [bigint, bigint, number] {
  const scale = Math.max(a.scale, b.scale);
  return [a.digits * 10n ** BigInt(scale - a.scale), b.digits * 10n ** BigInt(scale - b.scale), scale];
}

function exact(a: number, b: number, double: number, decimal: (a: Decimal, b: Decimal) => number): number {
  if (Number.isSafeInteger(double) && Number.isSafeInteger(a) && Number.isSafeInteger(b))
    return unsigned(double);
  if (!Number.isFinite(a) || !Number.isFinite(b)) return double;
  const [left, right] = [decimalOf(a), decimalOf(b)];
  if (Math.abs(left.scale) > MAX_SCALE || Math.abs(right.scale) > MAX_SCALE) return double;
  return decimal(left, right);
}

export const add = (a: number, b: number): number =>
  exact(a, b, a + b, (x, y) => {
    const [left, right, scale] = aligned(x, y);
    return numberOf({ digits: left + right, scale });
  });

export const subtract = (a: number, b: number): number => add(a, -b);

export const multiply = (a: number, b: number): number =>
  exact(a, b, a * b, (x, y) => numberOf({ digits: x.digits * y.digits, scale: x.scale + y.scale }));

/** @param b not zero */
export function divide(a: number, b: number): number {
  if (Number.isSafeInteger(a) && Number.isSafeInteger(b)) return unsigned(a / b);
  return exact(a, b, a / b, (x, y) => {
    const shifted = x.digits * 10n ** BigInt(DIVISION_DIGITS);
    return numberOf({ digits: shifted / y.digits, scale: x.scale + DIVISION_DIGITS - y.scale });
  });
}

/** `dividend - divisor * floor(dividend / divisor)` (DMN 1.5, table 77): the sign is the divisor's. */
export function modulo(dividend: number, divisor: number): number {
  return exact(dividend, divisor, Number.NaN, (x, y) => {
    const [left, right, scale] = aligned(x, y);
    const rest = left % right;
    return numberOf({ digits: rest !== 0n && rest < 0n !== right < 0n ? rest + right : rest, scale });
  });
}

export type Rounding = 'up' | 'down' | 'half up' | 'half down' | 'half even' | 'floor' | 'ceiling';

/** Rounds to `scale` decimal places, on decimal digits: `round half up(1.005, 2)` is `1.01`. */
export function round(value: number, scale: number, mode: Rounding): number {
  if (!Number.isFinite(value)) return value;
  const decimal = decimalOf(value);
  const drop = decimal.scale - scale;
  if (drop <= 0) return value;
  if (drop > 2 * MAX_SCALE + 300) return 0;
  const unit = 10n ** BigInt(drop);
  const negative = decimal.digits < 0n;
  const magnitude = negative ? -decimal.digits : decimal.digits;
  const kept = magnitude / unit;
  const twice = (magnitude % unit) * 2n;
  if (twice === 0n) return value;
  const away: Record<Rounding, boolean> = {
    up: true,
    down: false,
    'half up': twice >= unit,
    'half down': twice > unit,
    'half even': twice > unit || (twice === unit && kept % 2n === 1n),
    floor: negative,
    ceiling: !negative,
  };
  const digits = kept + (away[mode] ? 1n : 0n);
  return numberOf({ digits: negative ? -digits : digits, scale }) + 0;
}

/** A number as FEEL writes it: plain digits, no exponent. */
export function numberToString(value: number): string {
  const short = String(value);
  if (!short.includes('e')) return short;
  const { digits, scale } = decimalOf(value);
  if (scale <= 0) return String(digits * 10n ** BigInt(-scale));
  const text = String(digits < 0n ? -digits : digits).padStart(scale + 1, '0');
  return `${digits < 0n ? '-' : ''}${text.slice(0, -scale)}.${text.slice(-scale)}`;
}
