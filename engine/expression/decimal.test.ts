import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { add, divide, modulo, multiply, numberToString, round } from './decimal.ts';

const cents = fc.integer({ min: -10_000_000, max: 10_000_000 });

describe('decimal arithmetic', () => {
  it('adds amounts of two places as their hundredths add', () => {
    fc.assert(
      fc.property(cents, cents, (a, b) => {
        expect(add(a / 100, b / 100)).toBe((a + b) / 100 + 0);
      }),
    );
  });
  it('multiplies as the digits multiply', () => {
    fc.assert(
      fc.property(cents, fc.integer({ min: -999, max: 999 }), (a, b) => {
        expect(multiply(a / 100, b / 10)).toBe((a * b) / 1000 + 0);
      }),
    );
  });
  it('divides back what it multiplied', () => {
    fc.assert(
      fc.property(cents, fc.integer({ min: 1, max: 999 }), (a, b) => {
        expect(divide(multiply(a / 100, b / 10), b / 10)).toBe(a / 100 + 0);
      }),
    );
  });
  it.each([
    [-12, 5, 3],
    [12, -5, -3],
    [10.1, 4.5, 1.1],
    [-10.1, 4.5, 3.4],
  ])('modulo(%d, %d) is %d', (a, b, rest) => expect(modulo(a, b)).toBe(rest));
  it.each([
    [2.5, 0, 'half even', 2],
    [3.5, 0, 'half even', 4],
    [-1.5, 0, 'half up', -2],
    [-1.5, 0, 'half down', -1],
    [1.121, 2, 'up', 1.13],
    [-1.126, 2, 'down', -1.12],
    [1234, -2, 'half up', 1200],
  ] as const)('%d to %d places, %s, is %d', (value, scale, mode, result) =>
    expect(round(value, scale, mode)).toBe(result),
  );
  it.each([
    [1e21, '1000000000000000000000'],
    [1.5e-7, '0.00000015'],
    [-1.5e-7, '-0.00000015'],
    [12.5, '12.5'],
  ])('writes %d as %s', (value, text) => expect(numberToString(value)).toBe(text));
});
