import { describe, expect, it } from 'vitest';
import { compileExpression } from './compile.ts';
import { nextCronTime, parseCron } from './cron.ts';
import type { VariableContext } from './expression.ts';
import { addInterval, evaluateTimeCycle, evaluateTimeDate, evaluateTimeDuration, nextDue } from './timers.ts';

const start = Date.parse('2020-12-08T01:00:00Z');
const iso = (time: number | null) => (time === null ? null : new Date(time).toISOString());

describe('a timer', () => {
  const due = (text: string, variables: VariableContext = {}) =>
    iso(evaluateTimeDate(compileExpression(text), variables, start));
  it.each([
    ['2020-12-22T08:00:00+07:00', '2020-12-22T01:00:00.000Z'],
    ['2020-12-22T08:00:00+07:00[Asia/Ho_Chi_Minh]', '2020-12-22T01:00:00.000Z'],
    ['=date and time("2020-12-22T08:00:00@Asia/Ho_Chi_Minh")', '2020-12-22T01:00:00.000Z'],
    ['=now() + duration("PT2H")', '2020-12-08T03:00:00.000Z'],
    ['=dueDate', '2021-01-01T00:00:00.000Z'],
  ])('of the date %s is due at %s', (text, at) =>
    expect(due(text, { dueDate: '2021-01-01T00:00:00Z' })).toBe(at),
  );
  it('refuses what is no date', () => {
    expect(() => due('mai')).toThrow("Invalid date-time format 'mai' for expression 'mai'");
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
    expect(() => later('10 giây')).toThrow("Invalid duration format '10 giây' for expression '10 giây'");
    expect(() => later('=1')).toThrow("to be one of '[DURATION, PERIOD, STRING]', but was 'NUMBER'");
  });

  const cycle = (text: string) => evaluateTimeCycle(compileExpression(text), {}, start);
  it('repeats as often as its cycle says', () => {
    expect(cycle('R3/PT10S').repetitions).toBe(3);
    expect(cycle('R/PT10S').repetitions).toBe(-1);
    expect(iso(nextDue(cycle('R3/PT10S'), start, true))).toBe('2020-12-08T01:00:10.000Z');
  });
  it('begins a cycle at its start', () => {
    const daily = cycle('R/2020-12-10T00:00:00Z/P1D');
    expect(iso(nextDue(daily, start, true))).toBe('2020-12-10T00:00:00.000Z');
    expect(iso(nextDue(daily, Date.parse('2020-12-10T00:00:00Z'), false))).toBe('2020-12-11T00:00:00.000Z');
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
