import { describe, expect, it } from 'vitest';
import { dayOrEmpty, endOfDay, printedFingerprint, startOfDay } from './trustTimes';

describe('the days of a trust list', () => {
  it('begin and end in Vietnam', () => {
    expect(Date.parse(startOfDay('2026-01-01')!)).toBe(Date.parse('2025-12-31T17:00:00Z'));
    expect(dayOrEmpty(endOfDay('2026-12-31'))).toBe('2026-12-31');
    expect(startOfDay('')).toBeNull();
  });
});

describe('a fingerprint', () => {
  it('is printed as others print it', () => {
    expect(printedFingerprint('ab12ff')).toBe('AB:12:FF');
  });
});
