import { excessOf } from './syntax.ts';

/** Strings, names and numbers, and each other sign. */
const TOKEN = /"(?:[^"\\]|\\.)*"?|[\p{L}\p{N}_.]+|\S/gu;

/** What the expressions of one model may weigh together: reading them holds up everybody, a second or two at this. */
export const MAX_WEIGHT = 60_000;

/**
 * What reading an expression costs, without reading it; one is a twentieth of a millisecond, about.
 * The parser's costs grow with the square of its tokens: 8,000 of them weigh as much as 20,000 cells of a table.
 */
export function weightOf(source: string): number {
  if (excessOf(source) !== undefined) return 1;
  const tokens = source.match(TOKEN)?.length ?? 0;
  return 1 + tokens + (tokens * tokens) / 1_250;
}
