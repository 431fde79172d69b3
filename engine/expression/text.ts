import { FeelDuration } from 'feelin';
import { numberToString } from './decimal.ts';
import { type FeelInstant, isInstant, isoText } from './temporal.ts';
import { type FeelContext, FeelFunction, FeelRange, type FeelValue, isContext, typeOf } from './values.ts';
import { digitsOf, isWhole } from './wholeNumbers.ts';

/** A value as FEEL's `string()` writes it; text inside a list or context keeps its quotes. */
export function feelString(value: FeelValue): string {
  return typeof value === 'string' && !isWhole(value) ? value : literal(value);
}

const MAX_SHOWN = 100;

/** A value in the text of a warning; lists and contexts, which may be large, by their type. */
export function shown(value: FeelValue): string {
  if (typeof value === 'string') return literal(value.slice(0, MAX_SHOWN));
  if (value === null || typeof value !== 'object' || isWhole(value)) return literal(value);
  const temporal = isInstant(value) || value instanceof FeelDuration;
  return temporal || isEmpty(value) ? literal(value) : typeOf(value);
}

const isEmpty = (value: FeelValue & object): boolean =>
  (Array.isArray(value) || isContext(value)) && Object.keys(value).length === 0;

function literal(value: FeelValue): string {
  if (value === null) return 'null';
  if (isWhole(value)) return digitsOf(value);
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'number') return numberToString(value);
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (value instanceof FeelFunction) return `function(${value.parameters[0]?.join(', ') ?? ''})`;
  if (value instanceof FeelRange) return rangeText(value);
  const prototype = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return contextText(value as FeelContext);
  return isoText(value as FeelInstant | FeelDuration);
}

function contextText(context: FeelContext): string {
  const key = (name: string) => (/^[\p{L}_$][\p{L}\p{N}_$]*$/u.test(name) ? name : JSON.stringify(name));
  return `{${Object.entries(context)
    .map(([name, entry]) => `${key(name)}: ${literal(entry)}`)
    .join(', ')}}`;
}

function rangeText({ start, end, startIncluded, endIncluded }: FeelRange): string {
  return `${startIncluded ? '[' : '('}${literal(start)}..${literal(end)}${endIncluded ? ']' : ')'}`;
}

/** What a string literal of an expression says, its quotes off and its escapes read (DMN 1.5, rule 35). */
export function readStringLiteral(source: string): string {
  return source
    .slice(1, -1)
    .replace(/\\(?:U([0-9a-fA-F]{6})|u([0-9a-fA-F]{4})|(["'\\nrtbf]))/g, (_all, long, short, character) => {
      if (long) return String.fromCodePoint(Math.min(Number.parseInt(long, 16), 0x10ffff));
      if (short) return String.fromCharCode(Number.parseInt(short, 16));
      const control: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };
      return control[character] ?? character;
    });
}
