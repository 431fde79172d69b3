import { describe, expect, it } from 'vitest';
import { compileExpression } from './compile.ts';
import { nextCronTime, parseCron } from './cron.ts';
import type { VariableContext } from './expression.ts';
import {
  addInterval,
  evaluateTimeCycle,
  evaluateTimeDate,
  evaluateTimeDuration,
  firstOf,
  nextOf,
  readInterval,
} from './timers.ts';

const start = Date.parse('2020-12-08T01:00:00Z');
const iso = (time: number | null) => (time === null ? null : new Date(time).toISOString());

describe('a timer', () => {
  const due = (text: string, variables: VariableContext = {}) =>
    iso(evaluateTimeDate(compileExpression(text), variables, start));
  it.each([
    ['2020-12-22T08:00:00+07:00', '2020-12-22T01:00:00.000Z'],
    ['2020-12-22T08:00:00+07:00[Asia/Ho_Chi_Minh]', '2020-12-22T01:00:00.000Z'],
    ['2019-10-02T08:09:40[Europe/Berlin]', '2019-10-02T06:09:40.000Z'],
    ['2019-10-02T08:09:40', '2019-10-02T08:09:40.000Z'],
    ['2023-03-02T15:35+02:00', '2023-03-02T13:35:00.000Z'],
    ['=date and time("2020-12-22T08:00:00@Asia/Ho_Chi_Minh")', '2020-12-22T01:00:00.000Z'],
    ['=now() + duration("PT2H")', '2020-12-08T03:00:00.000Z'],
    ['=dueDate', '2021-01-01T00:00:00.000Z'],
  ])('of the date %s is due at %s', (text, at) =>
    expect(due(text, { dueDate: '2021-01-01T00:00:00Z' })).toBe(at),
  );
  it('refuses what is no date', () => {
    expect(() => due('mai')).toThrow("Invalid date-time format 'mai' for expression 'mai'.");
    expect(() => due('=x')).toThrow(
      "Expected result of the expression 'x' to be one of '[DATE_TIME, STRING]', but was 'NULL'.",
    );
  });

  const later = (text: string) =>
    iso(addInterval(start, evaluateTimeDuration(compileExpression(text), { days: 3 }, start)));
  it.each([
    ['PT10S', '2020-12-08T01:00:10.000Z'],
    ['P1M', '2021-01-08T01:00:00.000Z'],
    ['=duration("P" + string(days) + "D")', '2020-12-11T01:00:00.000Z'],
    ['="PT0.5S"', '2020-12-08T01:00:00.500Z'],
    ['-PT1H', '2020-12-08T00:00:00.000Z'],
  ])('of the duration %s is due at %s', (text, at) => expect(later(text)).toBe(at));
  it('refuses what is no duration', () => {
    expect(() => later('10 giây')).toThrow("Invalid duration format '10 giây' for expression '10 giây'.");
    expect(() => later('=1')).toThrow("to be one of '[DURATION, PERIOD, STRING]', but was 'NUMBER'");
  });

  const cycle = (text: string) => evaluateTimeCycle(compileExpression(text), {}, start);
  it('repeats as often as its cycle says', () => {
    expect(cycle('R3/PT10S').repetitions).toBe(3);
    expect(cycle('R/PT10S').repetitions).toBe(-1);
    expect(iso(firstOf(cycle('R3/PT10S'), start))).toBe('2020-12-08T01:00:10.000Z');
  });
  it.each([
    ['=cycle(duration("PT1H"))', -1, 'PT1H'],
    ['=cycle(3, duration("P1D"))', 3, 'P1D'],
    ['=cycle(interval: duration("P1M"), repetitions: 2)', 2, 'P1M'],
  ])('repeats by %s', (text, repetitions, interval) => {
    expect(cycle(text)).toMatchObject({ repetitions, kind: 'interval' });
    expect(iso(firstOf(cycle(text), start))).toBe(iso(addInterval(start, readInterval(interval)!)));
  });
  it('refuses a cycle without an interval', () => {
    expect(() => cycle('=cycle(null)')).toThrow(
      "Failed to invoke function 'cycle': cycle function expected an interval (duration) parameter, but found 'null'",
    );
    expect(() => cycle('=cycle("3", duration("P1D"))')).toThrow(
      'cycle function expected a repetitions (number) parameter, but found \'"3"\'',
    );
  });
  it.each([
    ['R/2020-12-10T00:00:00Z/P1D', '2020-12-10T00:00:00.000Z', '2020-12-11T00:00:00.000Z'],
    ['R/2022-01-01T10:00:00[Europe/Berlin]/P1D', '2022-01-01T09:00:00.000Z', '2022-01-02T09:00:00.000Z'],
    [
      'R/2022-01-01T10:00:00+02:00[Europe/Berlin]/P1D',
      '2022-01-01T08:00:00.000Z',
      '2022-01-02T08:00:00.000Z',
    ],
  ])('begins the cycle %s at its start', (text, first, second) => {
    expect(iso(firstOf(cycle(text), start))).toBe(first);
    const at = Date.parse(first);
    expect(iso(nextOf(cycle(text), at, at))).toBe(second);
  });
  it('begins a cycle whose start has passed at once', () => {
    expect(firstOf(cycle('R3/2020-12-01T00:00:00Z/PT10M'), start)).toBe(start);
  });
  it.each([
    ['R/PT1H', '2020-12-08T04:00:00.000Z'],
    ['R/P1D', '2020-12-09T01:00:00.000Z'],
    ['R/P1M', '2021-01-08T01:00:00.000Z'],
    ['0 30 * * * *', '2020-12-08T04:30:00.000Z'],
  ])('goes on in step and leaves out what it missed: %s', (text, at) => {
    const now = Date.parse('2020-12-08T03:45:00Z');
    const late = text.startsWith('0') ? Date.parse('2020-12-08T03:50:00Z') : now;
    expect(iso(nextOf(cycle(text), start, late))).toBe(at);
  });
  it('leaves out years of seconds at once', () => {
    const now = Date.parse('2040-01-01T00:00:00.500Z');
    expect(iso(nextOf(cycle('R/PT1S'), start, now))).toBe('2040-01-01T00:00:01.000Z');
    expect(iso(nextOf(cycle('R/P1M'), start, now))).toBe('2040-01-08T01:00:00.000Z');
  });
  it.each(['R3', 'R3/', 'R/PT0S', 'R-1/PT1S', '* * * *', '61 * * * * *', 'R3/PT1S/PT1S'])(
    'refuses the cycle %j',
    (text) => {
      expect(() => cycle(text)).toThrow(`Invalid cycle format '${text}'`);
    },
  );
});

describe('a cron line', () => {
  it.each([
    ['0 0 8 * * MON-FRI', '2020-12-08T08:00:00.000Z'],
    ['*/20 * * * * *', '2020-12-08T01:00:20.000Z'],
    ['0 0 0 1 1 *', '2021-01-01T00:00:00.000Z'],
    ['0 0 0 L * *', '2020-12-31T00:00:00.000Z'],
    ['0 0 0 L-3 * *', '2020-12-28T00:00:00.000Z'],
    ['0 0 0 12W * *', '2020-12-11T00:00:00.000Z'],
    ['0 0 0 1W 8 *', '2021-08-02T00:00:00.000Z'],
    ['0 0 0 LW 1 *', '2021-01-29T00:00:00.000Z'],
    ['0 0 9 * * MON#1', '2021-01-04T09:00:00.000Z'],
    ['0 0 9 * * 5L', '2020-12-25T09:00:00.000Z'],
    ['0 30 1,13 * * *', '2020-12-08T01:30:00.000Z'],
    ['@daily', '2020-12-09T00:00:00.000Z'],
    ['0 0 0 29 2 *', '2024-02-29T00:00:00.000Z'],
    ['0 0 0 31 2 *', null],
  ])('%s is next due at %s', (line, at) => {
    expect(iso(nextCronTime(parseCron(line)!, start))).toBe(at);
  });
});
