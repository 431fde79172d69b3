import { equal, order } from './compare.ts';
import type { FeelValue } from './values.ts';

export type Comparator = (a: FeelValue, b: FeelValue) => boolean | null;

const ordered =
  (holds: (sign: number) => boolean): Comparator =>
  (a, b) => {
    const sign = order(a, b);
    return sign === null ? null : holds(sign);
  };

const comparators: Record<string, Comparator> = {
  '=': equal,
  '!=': (a, b) => {
    const same = equal(a, b);
    return same === null ? null : !same;
  },
  '<': ordered((sign) => sign < 0),
  '<=': ordered((sign) => sign <= 0),
  '>': ordered((sign) => sign > 0),
  '>=': ordered((sign) => sign >= 0),
};

export function comparatorOf(sign: string): Comparator {
  const comparator = comparators[sign];
  if (!comparator) throw new Error(`the grammar gave an unknown comparison ${sign}`);
  return comparator;
}
