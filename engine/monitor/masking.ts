// What people are not shown of variables: secrets by their name, and values too long to read. What is masked never
// leaves the read side; that it was, does.

import { jsonOf } from '../expression/wholeNumbers.ts';

export interface MaskingRules {
  /** Words of names (`password` masks `userPassword` and `password_hash`, at any depth), or ends of paths
   * (`applicant.idNumber`). Case and diacritics make no difference. */
  names: readonly string[];
  /** Characters of a value as JSON; a longer one is masked as a whole. */
  maxLength: number;
}

export const DEFAULT_MASKING: MaskingRules = {
  names: [
    ...['password', 'passwd', 'passphrase', 'pin', 'otp', 'secret', 'token', 'credential', 'apiKey'],
    ...['privateKey', 'authorization', 'cookie', 'matKhau', 'maPin', 'cccd', 'cmnd'],
  ],
  maxLength: 10_000,
};

export interface Masked {
  /** Where in the value: `user.password`, `keys[0].pin`; empty for the whole value. */
  path: string;
  reason: 'name' | 'size';
}

export interface Variable {
  /** Element instance key; the instance's own key for its global variables. */
  scope: number;
  name: string;
  value: unknown;
}

/** A value as people see it: JSON text, integers by all their digits, with `•••` in each place that is masked. `masked`
 * is absent when nothing is, `json` when all of it is. */
export interface Shown {
  json?: string;
  masked?: Masked[];
}
export interface ShownVariable extends Shown {
  scope: number;
  name: string;
}

const HIDDEN = '•••';
/** Characters of JSON that one instance, or one evaluation, shows in all. */
const MAX_TOTAL = 1_000_000;

export function mask(rules: MaskingRules, variables: readonly Variable[]): ShownVariable[] {
  const show = masker(rules);
  return variables.map(({ scope, name, value }) => ({ scope, name, ...show([[name]], value) }));
}

/**
 * Shows one value after another, until all together are too much.
 * @returns what is shown of a value; each of its `paths`, names from the outside in, may hide it
 */
export function masker(rules: MaskingRules): (paths: readonly string[][], value: unknown) => Shown {
  const hides = secrecy(rules.names);
  let left = MAX_TOTAL;
  return (paths, value) => {
    if (paths.some(hides)) return { masked: [{ path: '', reason: 'name' }] };
    const { length } = JSON.stringify(value);
    if (length > Math.min(rules.maxLength, left)) return { masked: [{ path: '', reason: 'size' }] };
    left -= length;
    const masked: Masked[] = [];
    const json = jsonOf(hideIn(value, paths[0] ?? [], '', hides, masked));
    return { json, ...(masked.length > 0 && { masked }) };
  };
}

type Hides = (names: readonly string[]) => boolean;

function hideIn(
  value: unknown,
  names: readonly string[],
  path: string,
  hides: Hides,
  masked: Masked[],
): unknown {
  if (Array.isArray(value))
    return value.map((item, i) => hideIn(item, names, `${path}[${i}]`, hides, masked));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const inside = path === '' ? name : `${path}.${name}`;
      const within = [...names, name];
      if (!hides(within)) return [name, hideIn(member, within, inside, hides, masked)];
      masked.push({ path: inside, reason: 'name' });
      return [name, HIDDEN];
    }),
  );
}

/** Whether the last of the names, or the end of the path that they are, is on the list. */
function secrecy(list: readonly string[]): Hides {
  const words = new Set<string>();
  const paths: string[][] = [];
  for (const entry of list) {
    const parts = entry.split('.').map((part) => wordsOf(part).join(''));
    if (parts.length > 1) paths.push(parts);
    else if (parts[0]) words.add(parts[0]);
  }
  return (names) => {
    if (hasWord(wordsOf(names.at(-1) ?? ''), words)) return true;
    const ends = names.map((name) => wordsOf(name).join(''));
    return paths.some(
      (path) => path.length <= ends.length && path.every((part, i) => part === ends.at(i - path.length)),
    );
  };
}

/** `apiKeyOfUser` has the words `key`, `apikey`, `user` …: any run of its parts, singular or plural. */
function hasWord(parts: readonly string[], words: ReadonlySet<string>): boolean {
  return parts.some((_, start) => {
    let run = '';
    return parts.slice(start).some((part) => {
      run += part;
      return words.has(run) || (run.endsWith('s') && words.has(run.slice(0, -1)));
    });
  });
}

/** `userPassword`, `user_password`, `Mật khẩu` → lower case parts without diacritics. */
function wordsOf(name: string): string[] {
  return (
    name
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .replace(/[đĐ]/g, 'd')
      .replace(/([a-z\d])([A-Z])/g, '$1 $2')
      .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
