import { FeelDate, FeelDateTime, FeelDuration, FeelTime } from 'feelin';
import { monthsOf, nanosOf, offsetOf } from './temporal.ts';
import { FeelRange, type FeelValue } from './values.ts';

const whole = (nanos: bigint, unit: bigint, wrap: bigint): number => Number((nanos / unit) % wrap);
const SECOND = 1_000_000_000n;

function ofDate(value: FeelDate | FeelDateTime, name: string): FeelValue | undefined {
  if (name === 'year') return value.year;
  if (name === 'month') return value.month;
  if (name === 'day') return value.day;
  return name === 'weekday' ? value.weekday : undefined;
}

function ofTime(value: FeelTime | FeelDateTime, name: string): FeelValue | undefined {
  if (name === 'hour') return value.hour;
  if (name === 'minute') return value.minute;
  if (name === 'second') return value.second;
  if (name === 'time offset') return offsetOf(value);
  if (name !== 'timezone') return undefined;
  if (value.zone === 'UTC') return 'Z';
  return value.zone === null || /^[+-]/.test(value.zone) ? null : value.zone;
}

function ofDuration(value: FeelDuration, name: string): FeelValue | undefined {
  if (value.yearsMonths) {
    if (name === 'years') return Math.trunc(monthsOf(value) / 12) + 0;
    return name === 'months' ? (monthsOf(value) % 12) + 0 : undefined;
  }
  const nanos = nanosOf(value);
  if (name === 'days') return Number(nanos / (SECOND * 86_400n));
  if (name === 'hours') return whole(nanos, SECOND * 3600n, 24n);
  if (name === 'minutes') return whole(nanos, SECOND * 60n, 60n);
  return name === 'seconds' ? whole(nanos, SECOND, 60n) : undefined;
}

function ofRange(value: FeelRange, name: string): FeelValue | undefined {
  if (name === 'start') return value.start;
  if (name === 'end') return value.end;
  if (name === 'start included') return value.startIncluded;
  return name === 'end included' ? value.endIncluded : undefined;
}

/** A property of a date, time, duration or range (DMN 1.5, table 65); undefined where it has none of the name. */
export function propertyOf(value: FeelValue, name: string): FeelValue | undefined {
  if (value instanceof FeelDate) return ofDate(value, name);
  if (value instanceof FeelTime) return ofTime(value, name);
  if (value instanceof FeelDateTime) return ofDate(value, name) ?? ofTime(value, name);
  if (value instanceof FeelDuration) return ofDuration(value, name);
  return value instanceof FeelRange ? ofRange(value, name) : undefined;
}
