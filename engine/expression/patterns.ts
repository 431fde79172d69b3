import vm from 'node:vm';
import { hurried, OutOfTurn, visit } from './evaluation.ts';

/** A regular expression that cannot be read, or that ran away on its input. */
export class PatternError extends Error {
  override readonly name = 'PatternError';
  constructor(
    message: string,
    readonly runaway: boolean,
  ) {
    super(message);
  }
}

const MATCH_MILLIS = 200;
const HURRIED_MILLIS = 5;
/** What a match is spent for: all matches of an expression take two seconds at most. */
const STEPS_A_MILLI = 500;
const MAX_PATTERN = 2_000;
const DIRECT_INPUT = 2_000;
/** Characters that a replacement could at most make. */
const MAX_REPLACED = 64 * 1024 * 1024;
const cache = new Map<string, RegExp>();
const MAX_CACHED = 200;

/**
 * A pattern of XPath's kind (DMN 1.5, 10.3.4.3) as a JavaScript one.
 * @throws PatternError
 */
export function compilePattern(pattern: string, flags: string): RegExp {
  if (pattern.length > MAX_PATTERN) throw new PatternError('the pattern is too long', false);
  const key = `${flags}/${pattern}`;
  const known = cache.get(key);
  if (known) return known;
  if (!/^[smix]*$/.test(flags)) throw new PatternError(`unknown flags ${flags}`, false);
  const source = flags.includes('x') ? pattern.replace(/\s+/g, '') : pattern;
  const kept = [...new Set(flags.replace('x', ''))].join('');
  let compiled: RegExp;
  try {
    compiled = new RegExp(source, `gu${kept}`);
  } catch (error) {
    throw new PatternError(String(error), false);
  }
  if (cache.size >= MAX_CACHED) cache.delete(cache.keys().next().value ?? '');
  cache.set(key, compiled);
  return compiled;
}

/** One quantifier without a group under it cannot backtrack beyond the square of a short input. */
const harmless = (pattern: RegExp, input: string): boolean =>
  input.length <= DIRECT_INPUT &&
  !/\)[*+?{]/.test(pattern.source) &&
  (pattern.source.match(/[*+{]/g)?.length ?? 0) <= 1;

const guard = new vm.Script('run()');

/** Runs a match. One that may backtrack without end runs under a watchdog that stops it. */
function guarded<T>(pattern: RegExp, input: string, run: () => T): T {
  pattern.lastIndex = 0;
  if (harmless(pattern, input)) return run();
  let result: { value: T } | undefined;
  const hurry = hurried();
  const begun = process.cpuUsage();
  try {
    const context = vm.createContext({
      run: () => {
        result = { value: run() };
      },
    });
    guard.runInContext(context, { timeout: hurry ? HURRIED_MILLIS : MATCH_MILLIS });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
    if (hurry) throw new OutOfTurn();
    throw new PatternError(`the pattern ran longer than ${MATCH_MILLIS} ms`, true);
  } finally {
    const { user, system } = process.cpuUsage(begun);
    visit(STEPS_A_MILLI * Math.floor((user + system) / 1_000));
  }
  if (!result) throw new PatternError('the pattern gave no result', true);
  return result.value;
}

export const testPattern = (pattern: RegExp, input: string): boolean =>
  guarded(pattern, input, () => pattern.test(input));

/** `$1` names a group and `$0` the match, as in XPath. */
export const replaceAll = (pattern: RegExp, input: string, replacement: string): string =>
  guarded(pattern, input, () => {
    if (input.length * replacement.length > MAX_REPLACED)
      throw new PatternError('the replacement would be too long', true);
    return input.replace(pattern, replacement.replace(/\$0/g, '$$&'));
  });

export const splitBy = (pattern: RegExp, input: string): string[] =>
  guarded(pattern, input, () => input.split(pattern));

export const allMatches = (pattern: RegExp, input: string): string[] =>
  guarded(pattern, input, () => Array.from(input.matchAll(pattern), (match) => match[0]));
