import { readDate, readDateTime, readDuration, readTime } from './temporal.ts';
import type { FeelValue } from './values.ts';

/** What `@"…"` denotes, by the look of the text (DMN 1.5, 10.3.2.3.8). */
export function readAtLiteral(text: string): FeelValue {
  if (/^-?P/.test(text)) return readDuration(text);
  if (/^\d\d:/.test(text)) return readTime(text);
  return text.includes('T') ? readDateTime(text) : readDate(text);
}
