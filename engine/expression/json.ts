import { FeelDate, FeelDateTime, FeelDuration, FeelTime } from 'feelin';
import { isoText } from './temporal.ts';
import { type FeelContext, FeelFunction, FeelRange, type FeelValue } from './values.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * A FEEL value as a process variable: dates, times and durations become their ISO 8601 text, as Zeebe
 * writes them; a function or range has no JSON and becomes null.
 */
export function toJson(value: FeelValue): Json {
  if (value === null || typeof value !== 'object') return value ?? null;
  if (Array.isArray(value)) return value.map(toJson);
  if (value instanceof FeelFunction || value instanceof FeelRange) return null;
  if (
    value instanceof FeelDate ||
    value instanceof FeelTime ||
    value instanceof FeelDateTime ||
    value instanceof FeelDuration
  )
    return isoText(value);
  const entries = Object.entries(value as FeelContext);
  const result: { [key: string]: Json } = {};
  for (const [key, entry] of entries)
    Object.defineProperty(result, key, {
      value: toJson(entry),
      enumerable: true,
      configurable: true,
      writable: true,
    });
  return result;
}
