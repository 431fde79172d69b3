import { describe, expect, it } from 'vitest';
import { dayOf, daysUntil, formatDay, formatInstant } from './dates';

describe('dates', () => {
  it('writes a day as the law does', () => {
    expect(formatDay('2020-12-08')).toBe('08/12/2020');
    expect(formatDay(null)).toBe('');
  });

  it('tells the time of Vietnam wherever the browser stands', () => {
    expect(formatInstant('2020-12-08T17:30:00Z')).toBe('09/12/2020 00:30');
    expect(dayOf('2020-12-08T17:30:00Z')).toBe('2020-12-09');
  });

  it('counts days to a date across months', () => {
    expect(daysUntil('2021-01-02', '2020-12-30')).toBe(3);
    expect(daysUntil('2020-12-30', '2021-01-02')).toBe(-3);
  });
});
