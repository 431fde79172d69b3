import { FeelDate, FeelDateTime, FeelDuration, FeelTime } from 'feelin';
import { variableText } from './temporal.ts';
import { type FeelContext, FeelFunction, FeelRange, type FeelValue } from './values.ts';

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** No variable of a process needs more parts, and one of shared parts could have any number of them. */
const MAX_PARTS = 5_000_000;

/**
 * A FEEL value as a process variable: dates, times and durations become their ISO 8601 text, as Zeebe
 * writes them; a function or range has no JSON and becomes null.
 * @param textOf how a temporal value is written
 * @throws RangeError for a value of more than 5,000,000 parts, or nested without end
 */
export function toJson(value: FeelValue, textOf = variableText): Json {
  let parts = 0;
  const convert = (part: FeelValue): Json => {
    parts += 1;
    if (parts > MAX_PARTS) throw new RangeError(`a result of more than ${MAX_PARTS} parts`);
    if (part === null || typeof part !== 'object') return part ?? null;
    if (Array.isArray(part)) return part.map(convert);
    if (part instanceof FeelFunction || part instanceof FeelRange) return null;
    if (
      part instanceof FeelDate ||
      part instanceof FeelTime ||
      part instanceof FeelDateTime ||
      part instanceof FeelDuration
    )
      return textOf(part);
    const result: { [key: string]: Json } = {};
    for (const [key, entry] of Object.entries(part as FeelContext)) {
      if (key !== '__proto__') result[key] = convert(entry);
      else
        Object.defineProperty(result, key, {
          value: convert(entry),
          enumerable: true,
          configurable: true,
          writable: true,
        });
    }
    return result;
  };
  return convert(value);
}
