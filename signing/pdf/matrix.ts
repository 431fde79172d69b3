/** Transformations (ISO 32000-1, 8.3.3 and 8.3.4): `[a b c d e f]`. */
export type Matrix = readonly [number, number, number, number, number, number];

export const IDENTITY: Matrix = [1, 0, 0, 1, 0, 0];

export const moved = ([x, y]: readonly [number, number], [a, b, c, d, e, f]: Matrix): [number, number] => [
  a * x + c * y + e,
  b * x + d * y + f,
];

/** The first, then the second. @param first the last six are meant; what is missing is the identity's */
export function times(first: readonly number[], second: Matrix): Matrix {
  const [a = 1, b = 0, c = 0, d = 1, e = 0, f = 0] = first.slice(-6);
  const [ex, fy] = moved([e, f], second);
  const [a2, b2, c2, d2] = second;
  return [a * a2 + b * c2, a * b2 + b * d2, c * a2 + d * c2, c * b2 + d * d2, ex, fy];
}
