import { describe, expect, it } from 'vitest';
import { dayAfter, dayOf, daysUntil, formatDay, formatInstant, formatMoment, startOfDay } from './dates';

describe('dates', () => {
  it('writes a day as the law does', () => {
    expect(formatDay('2020-12-08')).toBe('08/12/2020');
    expect(formatDay(null)).toBe('');
  });

  it('tells the time of Vietnam wherever the browser stands', () => {
    expect(formatInstant('2020-12-08T17:30:00Z')).toBe('09/12/2020 00:30');
    expect(dayOf('2020-12-08T17:30:00Z')).toBe('2020-12-09');
  });

  it('tells the thousandth of a second where machines work', () => {
    expect(formatMoment('2020-12-08T07:05:07.020Z')).toBe('08/12/2020 14:05:07.020');
    expect(formatMoment(null)).toBe('');
  });

  it('knows when a day begins in Vietnam, and the next one', () => {
    expect(new Date(startOfDay('2020-12-09')).toISOString()).toBe('2020-12-08T17:00:00.000Z');
    expect(dayAfter('2020-12-31')).toBe('2021-01-01');
  });

  it('counts days to a date across months', () => {
    expect(daysUntil('2021-01-02', '2020-12-30')).toBe(3);
    expect(daysUntil('2020-12-30', '2021-01-02')).toBe(-3);
  });
});
