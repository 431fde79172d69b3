/** Whether an appearance writes in a colour so light that its letters hide what lies under them (ISO 32000-1, 8.6.8). */
import type { AppearanceContent } from './appearanceContent.ts';

/** Of 1, the luminance of paper. */
const LIGHT = 0.7;
const shows = new Set(['Tj', 'TJ', "'", '"']);
const paints = new Set(['g', 'rg', 'k', 'sc', 'scn']);
export const deviceSpaces = new Set(['DeviceGray', 'DeviceRGB', 'DeviceCMYK']);

export function showsLightText({ operators }: Pick<AppearanceContent, 'operators'>): boolean {
  let state = { light: false, known: true };
  const saved: (typeof state)[] = [];
  let operands: number[] = [];
  let name = '';
  for (const token of operators.split(/[\s[\]]+/)) {
    if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(token)) {
      operands.push(Number(token));
      continue;
    }
    if (token === 'q') saved.push(state);
    else if (token === 'Q') state = saved.pop() ?? state;
    // What the parts of another space mean is said elsewhere, and its first colour may be light.
    else if (token === 'cs') state = { light: !deviceSpaces.has(name), known: deviceSpaces.has(name) };
    else if (paints.has(token)) {
      const known = state.known || !token.startsWith('sc');
      state = { light: !known || isLight(operands), known };
    } else if (shows.has(token) && state.light) return true;
    if (token.startsWith('/')) name = token.slice(1);
    if (token !== '') operands = [];
  }
  return false;
}

/** @param parts of a device's colour, by how many it has */
export const isLight = (parts: readonly number[]): boolean => luminance(parts) > LIGHT;

/** By how many parts a colour of a device has. */
function luminance(parts: readonly number[]): number {
  const [a = 1, b = 1, c = 1, k = 0] = parts;
  if (parts.length === 1) return a;
  const [red, green, blue] = parts.length === 4 ? [a, b, c].map((ink) => (1 - ink) * (1 - k)) : [a, b, c];
  return 0.3 * red! + 0.59 * green! + 0.11 * blue!;
}
