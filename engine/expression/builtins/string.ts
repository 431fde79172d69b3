import { randomUUID } from 'node:crypto';
import type { Evaluation } from '../evaluation.ts';
import { MAX_STRING } from '../evaluation.ts';
import { allMatches, compilePattern, PatternError, replaceAll, splitBy, testPattern } from '../patterns.ts';
import { type FeelValue, typeOf } from '../values.ts';
import { builtin, builtinWith } from './signature.ts';

const symbols = (text: string): string[] => Array.from(text);

function substring(text: string, start: number, length?: number): FeelValue | undefined {
  if (start === 0) return undefined;
  const all = symbols(text);
  const from = start < 0 ? Math.max(all.length + start, 0) : start - 1;
  return all.slice(from, length === undefined ? undefined : from + length).join('');
}

/** Runs a regular expression; an unreadable one is an illegal argument, a runaway one ends the evaluation. */
function matching<T>(evaluation: Evaluation, run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof PatternError)) throw error;
    if (error.runaway) throw evaluation.tooLong(error.message);
    return undefined;
  }
}

function join(
  list: FeelValue[],
  delimiter: string | null = '',
  prefix = '',
  suffix = '',
): FeelValue | undefined {
  if (!list.every((item) => item === null || typeOf(item) === 'string')) return undefined;
  const length = list.reduce<number>(
    (sum, item) => sum + (item?.toString().length ?? 0) + (delimiter?.length ?? 0),
    0,
  );
  if (length > MAX_STRING) return undefined;
  return `${prefix}${list.filter((item) => item !== null).join(delimiter ?? '')}${suffix}`;
}

/** String functions (DMN 1.5, 10.3.4.3; Camunda's «String functions»). */
export const stringFunctions = [
  builtin('substring(string: string, start position: number, length?: number)', substring),
  builtin('string length(string: string)', (text: string) => symbols(text).length),
  builtin('upper case(string: string)', (text: string) => text.toUpperCase()),
  builtin('lower case(string: string)', (text: string) => text.toLowerCase()),
  builtin('substring before(string: string, match: string)', (text: string, match: string) =>
    text.slice(0, Math.max(text.indexOf(match), 0)),
  ),
  builtin('substring after(string: string, match: string)', (text: string, match: string) => {
    const at = text.indexOf(match);
    return at < 0 ? '' : text.slice(at + match.length);
  }),
  builtin('contains(string: string, match: string)', (text: string, match: string) => text.includes(match)),
  builtin('starts with(string: string, match: string)', (text: string, match: string) =>
    text.startsWith(match),
  ),
  builtin('ends with(string: string, match: string)', (text: string, match: string) => text.endsWith(match)),
  builtinWith(
    'matches(input: string, pattern: string, flags?: string?)',
    (evaluation) =>
      (input: string, pattern: string, flags: string | null = '') =>
        matching(evaluation, () => testPattern(compilePattern(pattern, flags ?? ''), input)),
  ),
  builtinWith(
    'replace(input: string, pattern: string, replacement: string, flags?: string?)',
    (evaluation) =>
      (input: string, pattern: string, replacement: string, flags: string | null = '') =>
        matching(evaluation, () => replaceAll(compilePattern(pattern, flags ?? ''), input, replacement)),
  ),
  builtinWith(
    'split(string: string, delimiter: string)',
    (evaluation) => (text: string, delimiter: string) =>
      matching(evaluation, () => splitBy(compilePattern(delimiter, ''), text)),
  ),
  builtinWith(
    'extract(string: string, pattern: string)',
    (evaluation) => (text: string, pattern: string) =>
      matching(evaluation, () => allMatches(compilePattern(pattern, ''), text)),
  ),
  builtin('string join(list: list, delimiter?: string?)', join),
  builtin('string join(list: list, delimiter: string?, prefix: string, suffix: string)', join),
  builtin('trim(string: string)', (text: string) => text.trim()),
  builtin('is blank(string: string)', (text: string) => text.trim() === ''),
  builtin('uuid()', () => randomUUID()),
  builtin('to base64(value: string)', (text: string) =>
    text.length > MAX_STRING ? undefined : Buffer.from(text, 'utf8').toString('base64'),
  ),
];
