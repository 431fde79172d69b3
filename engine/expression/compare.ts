import { FeelDate, FeelDateTime, FeelDuration, FeelTime } from 'feelin';
import { visit, visitEntries, visitText } from './evaluation.ts';
import { instantNanos, monthsOf, nanosOf } from './temporal.ts';
import { entryOf, FeelFunction, type FeelRange, type FeelValue, isContext, typeOf } from './values.ts';
import { exact, isWhole } from './wholeNumbers.ts';

/**
 * FEEL equality (DMN 1.5, table 53): true, false, or null for values of different types. Anything compares
 * with null.
 */
export function equal(a: FeelValue, b: FeelValue): boolean | null {
  if (a === null || b === null) return a === b;
  const type = typeOf(a);
  if (type !== typeOf(b)) return null;
  switch (type) {
    case 'list':
      return equalLists(a as FeelValue[], b as FeelValue[]);
    case 'context':
      return equalContexts(a, b);
    case 'range':
      return equalRanges(a as FeelRange, b as FeelRange);
    case 'function':
      return a === b;
    case 'date':
    case 'time':
    case 'date and time':
    case 'years and months duration':
    case 'days and time duration':
      return order(a, b) === 0;
    case 'number':
      return a === b || order(a, b) === 0;
    default:
      return typeof a === 'string' ? equalTexts(a, b as string) : a === b;
  }
}

/** Texts of one length are gone through, letter by letter. */
function equalTexts(a: string, b: string): boolean {
  if (a.length === b.length) visitText(a.length);
  return a === b;
}

function equalLists(a: FeelValue[], b: FeelValue[]): boolean {
  visit(Math.min(a.length, b.length));
  return a.length === b.length && a.every((item, index) => equal(item, b[index] ?? null) === true);
}

function equalContexts(a: FeelValue, b: FeelValue): boolean {
  if (!isContext(a) || !isContext(b)) return false;
  const keys = Object.keys(a);
  visitEntries(keys.length);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => {
    const other = entryOf(b, key);
    return other !== undefined && equal(a[key] ?? null, other) === true;
  });
}

function equalRanges(a: FeelRange, b: FeelRange): boolean {
  return (
    a.ofComparison === b.ofComparison &&
    a.startIncluded === b.startIncluded &&
    a.endIncluded === b.endIncluded &&
    equal(a.start, b.start) === true &&
    equal(a.end, b.end) === true
  );
}

const signOf = (a: number | bigint | string, b: number | bigint | string): number =>
  a < b ? -1 : a > b ? 1 : 0;

const asNumber = (value: FeelValue): number | bigint => exact(value) as number | bigint;

function orderTexts(a: string, b: string): number {
  visitText(a.length + b.length);
  return signOf(a, b);
}

/** Negative, zero or positive; null where two values have no order. */
export function order(a: FeelValue, b: FeelValue): number | null {
  if (typeof a === 'number' && typeof b === 'number')
    return Number.isNaN(a - b) && a !== b ? null : signOf(a, b);
  if (isWhole(a) || isWhole(b)) return typeOf(a) === typeOf(b) ? signOf(asNumber(a), asNumber(b)) : null;
  if (typeof a === 'string' && typeof b === 'string') return orderTexts(a, b);
  if (a instanceof FeelDate && b instanceof FeelDate) return signOf(instantNanos(a), instantNanos(b));
  if (
    (a instanceof FeelTime && b instanceof FeelTime) ||
    (a instanceof FeelDateTime && b instanceof FeelDateTime)
  ) {
    if ((a.zone === null) !== (b.zone === null)) return null;
    return signOf(instantNanos(a), instantNanos(b));
  }
  if (a instanceof FeelDuration && b instanceof FeelDuration) {
    if (a.yearsMonths !== b.yearsMonths) return null;
    return a.yearsMonths ? signOf(monthsOf(a), monthsOf(b)) : signOf(nanosOf(a), nanosOf(b));
  }
  return null;
}

/** Whether a value lies in a range; null where they do not compare. */
export function within(range: FeelRange, value: FeelValue): boolean | null {
  const low = range.start === null ? 1 : order(value, range.start);
  const high = range.end === null ? -1 : order(value, range.end);
  if (low === null || high === null) return null;
  if (!range.ofComparison && (range.start === null || range.end === null)) return null;
  return (low > 0 || (low === 0 && range.startIncluded)) && (high < 0 || (high === 0 && range.endIncluded));
}

export const comparable = (value: FeelValue): boolean =>
  order(value, value) !== null && !(value instanceof FeelFunction);
