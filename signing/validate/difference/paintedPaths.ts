/** The paths that an appearance paints (ISO 32000-1, 8.5), where they lie in the annotation's rectangle. */
import { moved, times } from '../../pdf/matrix.ts';
import type { AppearanceContent } from './appearanceContent.ts';

export interface PaintedPath {
  /** In points from the rectangle's lower left corner. */
  points: readonly (readonly [number, number])[];
  filled: boolean;
  curved: boolean;
  /** One rectangle, its sides along those of the annotation. */
  isRectangle: boolean;
  /** Under a clip or a graphics state, which may take from it. */
  uncertain: boolean;
}

export const fills = new Set(['f', 'F', 'f*', 'B', 'B*', 'b', 'b*']);
const strokes = new Set(['S', 's']);
/** Operators that add to a path, and how many operands they have. */
export const adds: Record<string, number> = { m: 2, l: 2, c: 6, v: 4, y: 4, re: 4 };

export function paintedPaths({ operators, toRectangle }: AppearanceContent): PaintedPath[] {
  const found: PaintedPath[] = [];
  let state = { matrix: toRectangle, uncertain: false };
  const saved: (typeof state)[] = [];
  let path: { points: (readonly [number, number])[]; parts: string[] } = { points: [], parts: [] };
  let operands: number[] = [];
  for (const token of operators.split(/[\s[\]]+/)) {
    const value = Number(token);
    if (token !== '' && !Number.isNaN(value)) {
      operands.push(value);
      continue;
    }
    const { matrix, uncertain } = state;
    if (token === 'q') saved.push(state);
    else if (token === 'Q') state = saved.pop() ?? state;
    else if (token === 'cm') state = { matrix: times(operands, matrix), uncertain };
    else if (token === 'W' || token === 'W*' || token === 'gs') state = { matrix, uncertain: true };
    else if (token in adds) {
      path.parts.push(token);
      for (const point of pointsOf(token, operands)) path.points.push(moved(point, matrix));
    } else if (fills.has(token) || strokes.has(token)) {
      const isRectangle = isUpright(path.points, path.parts);
      const curved = path.parts.some((part) => part === 'c' || part === 'v' || part === 'y');
      found.push({ points: path.points, filled: fills.has(token), curved, isRectangle, uncertain });
      path = { points: [], parts: [] };
    } else if (token === 'n') path = { points: [], parts: [] };
    operands = [];
  }
  return found;
}

/** Drawn as one, or by its four sides, which stand along those of the annotation. */
function isUpright(points: readonly (readonly [number, number])[], parts: readonly string[]): boolean {
  const drawn = parts.join(' ');
  if (drawn !== 're' && drawn !== 'm l l l' && drawn !== 'm l l l l') return false;
  const [first, , third, , last] = points;
  if (last && (last[0] !== first![0] || last[1] !== first![1])) return false;
  return points.every(([x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length]!;
    const isCorner = (x === first![0] || x === third![0]) && (y === first![1] || y === third![1]);
    return isCorner && (x === nextX || y === nextY);
  });
}

export function pointsOf(operator: string, operands: readonly number[]): [number, number][] {
  const list = operands.slice(-adds[operator]!);
  if (operator !== 're') {
    return Array.from({ length: list.length >> 1 }, (_, i) => [list[2 * i]!, list[2 * i + 1]!]);
  }
  const [x = 0, y = 0, width = 0, height = 0] = list;
  return [
    [x, y],
    [x + width, y],
    [x + width, y + height],
    [x, y + height],
  ];
}
