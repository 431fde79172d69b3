import { FeelDate, FeelDateTime, FeelDuration } from 'feelin';
import { Temporal } from 'temporal-polyfill';
import { LAST_MOMENT } from '../clock.ts';
import { type CronSchedule, nextCronTime, parseCron } from './cron.ts';
import { ExpressionError } from './errors.ts';
import { evaluateFeel, typeError } from './evaluate.ts';
import type { Expression, Variables } from './expression.ts';
import { toJson } from './json.ts';
import { epochMillisOf, midnight, readDateTime, signInFront } from './temporal.ts';

/** A span of calendar and clock, as ISO 8601 writes it: `P1Y2M3DT4H5M6S`. */
export type Interval = Temporal.Duration;
/** A repeating timer. `repetitions` is -1 for ever. */
export type Cycle =
  | { kind: 'interval'; repetitions: number; start: number | null; interval: Interval }
  | { kind: 'cron'; repetitions: -1; schedule: CronSchedule };

/** A span that no timer needs, lest one never fires and no one knows why. */
const MAX_YEARS = 1000;

function fail(expression: string, message: string): never {
  throw new ExpressionError('EXPRESSION_TYPE', expression, message);
}

/** A span of text, `P1Y2M3DT4H5M6S`; null if it is none. */
export function readInterval(text: string): Interval | null {
  try {
    const interval = Temporal.Duration.from(signInFront(text.trim()));
    return Math.abs(interval.years) > MAX_YEARS ? null : interval;
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

const OFFSET = /([Zz]|[+-]\d\d:\d\d(:\d\d)?)$/;

/**
 * An ISO 8601 date and time, as epoch milliseconds; null if it is none. It has an offset or an IANA zone, as in
 * `2019-10-02T08:09:40[Europe/Berlin]`, or is at UTC; where it has both, the offset goes.
 */
export function readMoment(text: string): number | null {
  const [, wall = '', zone] = /^(.*?)(?:\[([^\]]+)\])?$/s.exec(text.trim()) ?? [];
  const value = readDateTime(zone === undefined || OFFSET.test(wall) ? wall : `${wall}@${zone}`);
  return value === null ? null : epochMillisOf(value);
}

/** A moment and an interval later, by the calendar at UTC, at the most the last one that there is. Epoch milliseconds. */
export function addInterval(from: number, interval: Interval): number {
  const start = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO('UTC');
  try {
    return start.add(interval).epochMilliseconds;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return interval.sign * LAST_MOMENT;
  }
}

/** When a date timer is due, epoch milliseconds. @throws ExpressionError */
export function evaluateTimeDate(expression: Expression, variables: Variables, now: number): number {
  const result = evaluateFeel(expression, variables, now);
  if (result.value instanceof FeelDateTime) return epochMillisOf(result.value);
  if (result.value instanceof FeelDate) return epochMillisOf(midnight(result.value));
  if (typeof result.value === 'string')
    return (
      readMoment(result.value) ??
      fail(
        expression.source,
        `Invalid date-time format '${result.value}' for expression '${expression.source}'.`,
      )
    );
  throw typeError(expression.source, "one of '[DATE_TIME, STRING]'", result);
}

/** A date and time as text, as a user task keeps it; '' for none. @throws ExpressionError */
export function evaluateDateText(expression: Expression, variables: Variables, now: number): string {
  const result = evaluateFeel(expression, variables, now);
  if (result.value === null) return '';
  if (result.value instanceof FeelDateTime) return String(toJson(result.value));
  if (typeof result.value !== 'string')
    throw typeError(expression.source, "one of '[NULL, DATE_TIME, STRING]'", result);
  if (isDateTime(result.value)) return result.value;
  return fail(
    expression.source,
    `Invalid date-time format '${result.value}' for expression '${expression.source}'.`,
  );
}

/** Whether a text is an ISO 8601 date and time, or empty. */
export function isDateTime(text: string): boolean {
  return text === '' || (text.includes('T') && readMoment(text) !== null);
}

/** How long a duration timer waits. @throws ExpressionError */
export function evaluateTimeDuration(expression: Expression, variables: Variables, now: number): Interval {
  const result = evaluateFeel(expression, variables, now);
  if (result.value instanceof FeelDuration) return result.value.value;
  if (typeof result.value === 'string')
    return (
      readInterval(result.value) ??
      fail(
        expression.source,
        `Invalid duration format '${result.value}' for expression '${expression.source}'.`,
      )
    );
  throw typeError(expression.source, "one of '[DURATION, PERIOD, STRING]'", result);
}

/** `R3/PT10S`, `R/2026-01-01T00:00:00Z/P1D`, or a cron line of six fields. Null if it is none of them. */
export function parseCycle(text: string): Cycle | null {
  const trimmed = text.trim();
  if (!/^R\d*\//.test(trimmed)) {
    const schedule = parseCron(trimmed);
    return schedule && { kind: 'cron', repetitions: -1, schedule };
  }
  // A zone has a slash of its own.
  const [, count = '', begin, every = ''] = /^R(\d*)\/(?:(.+)\/)?([^/]+)$/.exec(trimmed) ?? [];
  const interval = readInterval(every);
  const start = begin === undefined ? null : readMoment(begin);
  if (interval === null || interval.sign <= 0 || (begin !== undefined && start === null)) return null;
  return { kind: 'interval', repetitions: count === '' ? -1 : Number(count), start, interval };
}

/** @throws ExpressionError */
export function evaluateTimeCycle(expression: Expression, variables: Variables, now: number): Cycle {
  const result = evaluateFeel(expression, variables, now);
  if (typeof result.value !== 'string') throw typeError(expression.source, "'STRING'", result);
  return (
    parseCycle(result.value) ??
    fail(expression.source, `Invalid cycle format '${result.value}' for expression '${expression.source}'`)
  );
}

/** When a cycle is first due: at its start where that lies ahead, else an interval later. Epoch milliseconds; null
 * where it never is. */
export function firstOf(cycle: Cycle, now: number): number | null {
  if (cycle.kind === 'cron') return nextCronTime(cycle.schedule, now);
  return cycle.start === null ? addInterval(now, cycle.interval) : Math.max(cycle.start, now);
}

/**
 * When a cycle that was due at `last` is due again: in step with that, and not before `now`, so that what was missed
 * while nothing ran is not made up for (camunda/camunda#9680).
 * @returns epoch milliseconds; null where it is never due again
 */
export function nextOf(cycle: Cycle, last: number, now: number): number | null {
  if (cycle.kind === 'cron') return nextCronTime(cycle.schedule, Math.max(last, now));
  const next = addInterval(last, cycle.interval);
  if (next > now) return next;
  const { years, months } = cycle.interval;
  if (years === 0 && months === 0) return next + Math.ceil((now - next + 1) / (next - last)) * (next - last);
  // At the most once for each month since.
  for (let at = next; ; at = addInterval(at, cycle.interval)) if (at > now) return at;
}
