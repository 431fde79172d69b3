/** Whether an appearance writes in a colour so light that its letters hide what lies under them (ISO 32000-1, 8.6.8). */
import type { AppearanceContent } from './appearanceContent.ts';

/** Of 1, the luminance of paper. */
const LIGHT = 0.7;
const shows = new Set(['Tj', 'TJ', "'", '"']);
const paints = new Set(['g', 'rg', 'k', 'sc', 'scn']);

export function showsLightText({ operators }: Pick<AppearanceContent, 'operators'>): boolean {
  let light = false;
  const saved: boolean[] = [];
  let operands: number[] = [];
  for (const token of operators.split(/[\s[\]]+/)) {
    if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(token)) {
      operands.push(Number(token));
      continue;
    }
    if (token === 'q') saved.push(light);
    else if (token === 'Q') light = saved.pop() ?? false;
    else if (token === 'cs') light = false;
    else if (paints.has(token)) light = luminance(operands, token) > LIGHT;
    else if (shows.has(token) && light) return true;
    if (token !== '') operands = [];
  }
  return false;
}

/** By how many parts a colour has; one part of a named space may mean ink or light, and counts as light. */
function luminance(parts: readonly number[], operator: string): number {
  const [a = 1, b = 1, c = 1, k = 0] = parts;
  if (parts.length === 1) return operator === 'g' ? a : 1;
  const [red, green, blue] = parts.length === 4 ? [a, b, c].map((ink) => (1 - ink) * (1 - k)) : [a, b, c];
  return 0.3 * red! + 0.59 * green! + 0.11 * blue!;
}
