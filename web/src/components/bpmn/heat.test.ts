import { describe, expect, it } from 'vitest';
import { COUNTS, countsOf, heatOf } from './heat';

const entry = (elementId: string, completed: number, active = 0, incidents = 0) => ({
  elementId,
  active,
  incidents,
  completed,
  terminated: 0,
});

describe('the heat of a drawing', () => {
  it('shows the chosen counts that are not 0, in a fixed order', () => {
    expect(countsOf(entry('a', 7, 2), ['completed', 'active', 'terminated'])).toEqual([
      ['active', 2],
      ['completed', 7],
    ]);
  });

  it('is hottest where most went through, and nothing where nobody was', () => {
    expect(heatOf([entry('a', 100), entry('b', 1), entry('c', 0)], COUNTS)).toEqual([
      ['a', 'heat-5'],
      ['b', 'heat-1'],
    ]);
  });

  it('counts an element with an incident once', () => {
    expect(heatOf([entry('a', 0, 2, 2), entry('b', 4)], COUNTS)).toEqual([
      ['a', 'heat-3'],
      ['b', 'heat-5'],
    ]);
  });
});
