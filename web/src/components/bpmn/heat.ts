import type { HeatMapEntry } from '../../api/types';

/** What is counted of an element, in the order in which it is shown. */
export const COUNTS = ['active', 'incidents', 'completed', 'terminated'] as const;
export type Count = (typeof COUNTS)[number];

const STEPS = 5;

/** The chosen counts of an element that are not 0. */
export function countsOf(entry: HeatMapEntry, chosen: readonly Count[]): [count: Count, value: number][] {
  return COUNTS.filter((count) => chosen.includes(count) && entry[count] > 0).map((count) => [
    count,
    entry[count],
  ]);
}

/** How hot an element is among the others: `heat-1` … `heat-5`, by what went through it and is there of what is chosen. */
export function heatOf(
  entries: readonly HeatMapEntry[],
  chosen: readonly Count[],
): [elementId: string, marker: string][] {
  // An incident's element is active already.
  const weight = (entry: HeatMapEntry) =>
    countsOf(entry, chosen).reduce((sum, [count, value]) => (count === 'incidents' ? sum : sum + value), 0);
  const most = Math.max(1, ...entries.map(weight));
  return entries.flatMap((entry): [string, string][] => {
    const step = Math.ceil((weight(entry) / most) * STEPS);
    return step > 0 ? [[entry.elementId, `heat-${step}`]] : [];
  });
}
