import { FeelDate, FeelDateTime, FeelDuration, FeelTime, parseDate, parseTime } from 'feelin';
import { Temporal } from 'temporal-polyfill';

export type FeelInstant = FeelDate | FeelTime | FeelDateTime;
export const isInstant = (value: unknown): value is FeelInstant =>
  value instanceof FeelDate || value instanceof FeelTime || value instanceof FeelDateTime;

const EPOCH_DAY = Temporal.PlainDate.from('1970-01-01');
const MAX_YEAR = 275_760;
const HOUR = 3600;

/** Calls `make`, and answers null where the calendar has no such value. */
function orNull<T>(make: () => T): T | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return null;
    throw error;
  }
}

const zonePattern = /^[+-]\d\d:\d\d(:\d\d)?$/;

/** Seconds east of UTC at a wall clock time; 0 where there is no zone. */
function offsetSeconds(wall: Temporal.PlainDateTime, zone: string | null): number {
  if (zone === null || zone === 'UTC') return 0;
  if (zonePattern.test(zone)) {
    const [hours = 0, minutes = 0, seconds = 0] = zone.slice(1).split(':').map(Number);
    return (zone.startsWith('-') ? -1 : 1) * (hours * HOUR + minutes * 60 + seconds);
  }
  return wall.toZonedDateTime(zone).offsetNanoseconds / 1e9;
}

function wallOf(value: FeelInstant): Temporal.PlainDateTime {
  if (value instanceof FeelDate) return value.value.toPlainDateTime();
  if (value instanceof FeelTime) return EPOCH_DAY.toPlainDateTime(value.value);
  return value.value;
}

const zoneOf = (value: FeelInstant): string | null => (value instanceof FeelDate ? null : value.zone);

/** Nanoseconds on a line on which values of one type compare. A local value stands at UTC. */
export function instantNanos(value: FeelInstant): bigint {
  const wall = wallOf(value);
  const local = wall.toZonedDateTime('UTC').epochNanoseconds;
  return local - BigInt(offsetSeconds(wall, zoneOf(value))) * 1_000_000_000n;
}

export const monthsOf = (duration: FeelDuration): number => duration.value.years * 12 + duration.value.months;

export function nanosOf(duration: FeelDuration): bigint {
  const { days, hours, minutes, seconds, milliseconds, microseconds, nanoseconds } = duration.value;
  const whole = BigInt(days) * 86_400n + BigInt(hours * HOUR + minutes * 60 + seconds);
  return whole * 1_000_000_000n + BigInt(milliseconds * 1e6 + microseconds * 1e3 + nanoseconds);
}

export const durationOfMonths = (months: number): FeelDuration | null =>
  orNull(() => new FeelDuration(Temporal.Duration.from({ months: Math.trunc(months) }), true));

export function durationOfNanos(nanos: bigint): FeelDuration | null {
  const seconds = nanos / 1_000_000_000n;
  return orNull(
    () =>
      new FeelDuration(
        Temporal.Duration.from({
          seconds: Number(seconds),
          nanoseconds: Number(nanos - seconds * 1_000_000_000n),
        }),
        false,
      ),
  );
}

/** An instant moved by a duration. A date moved by days and time stays a date only by whole days. */
export function shift(value: FeelInstant, duration: FeelDuration, sign: 1 | -1): FeelInstant | null {
  const by = sign < 0 ? duration.value.negated() : duration.value;
  return orNull(() => {
    if (value instanceof FeelTime)
      return duration.yearsMonths ? null : new FeelTime(value.value.add(by), value.zone);
    if (value instanceof FeelDate) {
      if (duration.yearsMonths) return new FeelDate(value.value.add(by));
      return new FeelDate(value.value.toPlainDateTime().add(by).toPlainDate());
    }
    if (value.zone === null || value.zone === 'UTC' || zonePattern.test(value.zone))
      return new FeelDateTime(value.value.add(by), value.zone);
    const moved = value.value.toZonedDateTime(value.zone).add(by);
    return new FeelDateTime(moved.toPlainDateTime(), value.zone);
  });
}

/** `a - b` for two instants; null when only one of them has a zone. */
export function difference(a: FeelInstant, b: FeelInstant): FeelDuration | null {
  if (a instanceof FeelTime !== b instanceof FeelTime) return null;
  if ((zoneOf(a) === null) !== (zoneOf(b) === null) && !(a instanceof FeelDate || b instanceof FeelDate))
    return null;
  return durationOfNanos(instantNanos(a) - instantNanos(b));
}

export const dateOf = (value: FeelDate | FeelDateTime): FeelDate =>
  value instanceof FeelDate ? value : new FeelDate(value.value.toPlainDate());

export const timeOf = (value: FeelDate | FeelDateTime): FeelTime =>
  value instanceof FeelDate
    ? new FeelTime(Temporal.PlainTime.from('00:00:00'), 'UTC')
    : new FeelTime(value.value.toPlainTime(), value.zone);

export const combine = (date: FeelDate | FeelDateTime, time: FeelTime): FeelDateTime =>
  new FeelDateTime(dateOf(date).value.toPlainDateTime(time.value), time.zone);

export const midnight = (date: FeelDate): FeelDateTime =>
  new FeelDateTime(date.value.toPlainDateTime(), null);

export function dateFrom(year: number, month: number, day: number): FeelDate | null {
  if (Math.abs(year) > MAX_YEAR) return null;
  return orNull(() => new FeelDate(Temporal.PlainDate.from({ year, month, day }, { overflow: 'reject' })));
}

export function timeFrom(
  hour: number,
  minute: number,
  second: number,
  offset: FeelDuration | null,
): FeelTime | null {
  const whole = Math.trunc(second);
  const nanosecond = Math.round((second - whole) * 1e9);
  const zone = offset === null ? null : zoneFrom(offset);
  if (zone === undefined) return null;
  return orNull(() => {
    const time = Temporal.PlainTime.from({ hour, minute, second: whole }, { overflow: 'reject' });
    return new FeelTime(time.add({ nanoseconds: nanosecond }), zone);
  });
}

function zoneFrom(offset: FeelDuration): string | undefined {
  const seconds = Number(nanosOf(offset) / 1_000_000_000n);
  if (Math.abs(seconds) > 18 * HOUR) return undefined;
  if (seconds === 0) return 'UTC';
  const of = (n: number) => String(Math.trunc(n)).padStart(2, '0');
  const size = Math.abs(seconds);
  const rest = size % 60 ? `:${of(size % 60)}` : '';
  return `${seconds < 0 ? '-' : '+'}${of(size / HOUR)}:${of((size % HOUR) / 60)}${rest}`;
}

const datePattern = /^-?(?:[1-9]\d{4,8}|\d{4})-\d\d-\d\d$/;
const MAX_OFFSET_HOURS = 18;
const timePattern = /^\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-]\d\d:\d\d(?::\d\d)?|@.+)?$/;
const withoutSeconds = /^(\d\d:\d\d)(?=$|[Zz@+-])/;

/** A date of text, strictly as XML Schema writes it; null otherwise. */
export function readDate(text: string): FeelDate | null {
  if (!datePattern.test(text)) return null;
  const negative = text.startsWith('-');
  const [year = '', month = '', day = ''] = (negative ? text.slice(1) : text).split('-');
  if (year.length === 4 && !negative) return parseDate(text);
  return dateFrom((negative ? -1 : 1) * Number(year), Number(month), Number(day));
}

/** A time of text as XML Schema writes it, and a local one without its seconds, as Camunda reads it too (and
 * `variableText` writes it). */
export const readTime = (text: string): FeelTime | null =>
  readClock(/^\d\d:\d\d$/.test(text) ? `${text}:00` : text);

function readClock(text: string): FeelTime | null {
  if (!timePattern.test(text)) return null;
  const offset = /[+-](\d\d):\d\d(:\d\d)?$/.exec(text);
  if (offset && Number(offset[1]) > MAX_OFFSET_HOURS) return null;
  return parseTime(text.replace(/z$/, 'Z'));
}

/** An offset with the zone it was read in, as Java writes it: the zone counts. */
const zonedOffset = /(?:[Zz]|[+-]\d\d:\d\d(?::\d\d)?)\[([^\]]+)\]$/;

/** A date and time of text, its seconds left out if one likes, as Camunda has it; `24:00:00` is the next day's
 * midnight (XML Schema, part 2, 3.2.7). */
export function readDateTime(text: string): FeelDateTime | null {
  const [date = '', time] = text.split(/T(.*)/s);
  const day = readDate(date);
  if (day === null) return null;
  if (time === undefined) return midnight(day);
  const end = /^24:00:00(.*)$/.exec(time);
  const whole = end ? `00:00:00${end[1]}` : time.replace(withoutSeconds, '$1:00');
  const clock = readClock(whole.replace(zonedOffset, '@$1'));
  if (clock === null) return null;
  const atDay = end ? orNull(() => new FeelDate(day.value.add({ days: 1 }))) : day;
  return atDay && combine(atDay, clock);
}

const fullDuration =
  /^(-)?P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

/** `PT-5M`, as Java writes a negative span, is `-PT5M`. */
export function signInFront(text: string): string {
  const everyPartNegative = /^P(?=.*\d)(?:-\d+[YMWD])*(?:T(?:-[\d.]+[HMS])*)?$/.test(text);
  return everyPartNegative ? `-${text.replaceAll('-', '')}` : text;
}

/** A duration of text; null if it is none, or mixes months with days (DMN 1.5, 10.3.2.3.7). */
export function readDuration(text: string): FeelDuration | null {
  const match = fullDuration.exec(signInFront(text));
  if (!match || /[PT]$/.test(text)) return null;
  const [, minus, years, months, days, hours, minutes, seconds] = match;
  const sign = minus ? -1 : 1;
  const inMonths = years !== undefined || months !== undefined;
  const inDays = [days, hours, minutes, seconds].some((part) => part !== undefined);
  if (inMonths && inDays) return null;
  if (inMonths) return durationOfMonths(sign * (Number(years ?? 0) * 12 + Number(months ?? 0)));
  const [whole = '0', fraction = ''] = (seconds ?? '0').split('.');
  const total =
    BigInt(days ?? 0) * 86_400n + BigInt(hours ?? 0) * 3600n + BigInt(minutes ?? 0) * 60n + BigInt(whole);
  const nanos = total * 1_000_000_000n + BigInt(fraction.slice(0, 9).padEnd(9, '0'));
  return durationOfNanos(BigInt(sign) * nanos);
}

/** The moment of the injected clock, at UTC. */
export function momentOf(epochMillis: number): FeelDateTime {
  const moment = Temporal.Instant.fromEpochMilliseconds(epochMillis).toZonedDateTimeISO('UTC');
  return new FeelDateTime(moment.toPlainDateTime(), 'UTC');
}

/** The same moment read on another zone's wall clock; null for an unknown zone. */
export function inZone(value: FeelDateTime, zone: string): FeelDateTime | null {
  return orNull(() => {
    const known = zone === 'Z' ? 'UTC' : zone;
    const at = value.value.toZonedDateTime(value.zone ?? 'UTC').withTimeZone(known);
    return new FeelDateTime(at.toPlainDateTime(), known);
  });
}

/** Whole months from one date to another, toward zero. */
export function monthsBetween(
  from: FeelDate | FeelDateTime,
  to: FeelDate | FeelDateTime,
): FeelDuration | null {
  const span = dateOf(from).value.until(dateOf(to).value, { largestUnit: 'month' });
  return durationOfMonths(span.months);
}

export const epochMillisOf = (value: FeelDateTime): number => Number(instantNanos(value) / 1_000_000n);

/** The time offset of a zoned value; null for a local one. */
export const offsetOf = (value: FeelTime | FeelDateTime): FeelDuration | null =>
  value.zone === null
    ? null
    : durationOfNanos(BigInt(offsetSeconds(wallOf(value), value.zone)) * 1_000_000_000n);

/** A temporal value as Zeebe writes it into a variable: as `jsonText`, but a local time without seconds that are
 * none, else with three, six or nine digits of a fraction. */
export function variableText(value: FeelInstant | FeelDuration): string {
  const text = jsonText(value);
  if (!(value instanceof FeelTime) || value.zone !== null) return text;
  const [clock = '', fraction = ''] = text.split('.');
  if (fraction === '') return clock.replace(/:00$/, '');
  return `${clock}.${fraction.padEnd(Math.ceil(fraction.length / 3) * 3, '0')}`;
}

/** A temporal value as `to json` writes it: a moment in a named zone with its offset, `+01:00[Europe/Berlin]`. */
export function jsonText(value: FeelInstant | FeelDuration): string {
  const text = isoText(value);
  const [wall, zone] = text.split('@');
  if (!(value instanceof FeelDateTime) || zone === undefined) return text;
  const offset = value.value.toZonedDateTime(zone).offset;
  return `${wall}${offset === '+00:00' ? 'Z' : offset}[${zone}]`;
}

/** A temporal value as FEEL writes it: a year has no sign of plus and no leading zeros beyond four digits; a
 * duration of nothing is one of days, or of years (Camunda's `string()`). */
export function isoText(value: FeelInstant | FeelDuration): string {
  if (value instanceof FeelDuration && value.value.blank) return value.yearsMonths ? 'P0Y' : 'P0D';
  return value
    .toString()
    .replace(
      /^([+-])0*(\d{4,})-/,
      (_all, sign: string, year: string) => `${sign === '-' ? '-' : ''}${year}-`,
    );
}
