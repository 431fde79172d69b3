import type { FeelDate, FeelDateTime, FeelDuration, FeelTime } from 'feelin';
import { toJson } from '../json.ts';
import {
  combine,
  dateFrom,
  dateOf,
  inZone,
  jsonText,
  midnight,
  monthsBetween,
  readDate,
  readDateTime,
  readDuration,
  readTime,
  timeFrom,
  timeOf,
} from '../temporal.ts';
import { feelString } from '../text.ts';
import type { FeelValue } from '../values.ts';
import { jsonOf } from '../wholeNumbers.ts';
import { builtin } from './signature.ts';

function numberFrom(text: string, grouping: string | null, decimal: string | null): FeelValue | undefined {
  if (grouping !== null && ![' ', '.', ','].includes(grouping)) return undefined;
  if (decimal !== null && !['.', ','].includes(decimal)) return undefined;
  if (grouping !== null && grouping === decimal) return undefined;
  const joined = grouping === null ? text : text.split(grouping).join('');
  if (decimal !== null && decimal !== '.' && joined.includes('.')) return undefined;
  const plain = decimal === null ? joined : joined.split(decimal).join('.');
  return /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(plain) ? Number(plain) : undefined;
}

const toDateTime = (text: string): FeelValue | undefined => readDateTime(text) ?? undefined;

/** Values of which the engine makes nothing: who hands out the work reads them (`expression/fromAi.ts`). */
const TAG =
  'fromAi(value: any?, description?: string?, type?: string?, schema?: context?, options?: context?)';

/** Conversion functions (DMN 1.5, 10.3.4.1; Camunda's «Conversion functions»). */
export const conversionFunctions = [
  builtin(TAG, (value: FeelValue) => value),
  builtin('string(from: any?)', (from: FeelValue) => (from === null ? null : feelString(from))),
  builtin('number(from: number)', (from: number) => from),
  builtin('number(from: string)', (from: string) => numberFrom(from, null, null)),
  builtin(
    'number(from: string, grouping separator: string?, decimal separator?: string?)',
    (from: string, grouping: string | null, decimal: string | null = null) =>
      numberFrom(from, grouping, decimal),
  ),
  builtin('date(from: string)', (from: string) => readDate(from) ?? undefined),
  builtin('date(from: day)', dateOf),
  builtin(
    'date(year: number, month: number, day: number)',
    (year: number, month: number, day: number) => dateFrom(year, month, day) ?? undefined,
  ),
  builtin('time(from: string)', (from: string) => readTime(from.replace(/^T/, '')) ?? undefined),
  builtin('time(from: time)', (from: FeelTime) => from),
  builtin('time(from: day)', timeOf),
  builtin(
    'time(hour: number, minute: number, second: number, offset?: dayduration?)',
    (hour: number, minute: number, second: number, offset: FeelDuration | null = null) =>
      timeFrom(hour, minute, second, offset) ?? undefined,
  ),
  builtin('date and time(from: string)', toDateTime),
  builtin('date and time(from: date)', midnight),
  builtin('date and time(from: datetime)', (from: FeelDateTime) => from),
  builtin('date and time(date: day, time: time)', (date: FeelDate | FeelDateTime, time: FeelTime) =>
    combine(date, time),
  ),
  builtin(
    'date and time(date: datetime, timezone: string)',
    (date: FeelDateTime, zone: string) => inZone(date, zone) ?? undefined,
  ),
  builtin('duration(from: string)', (from: string) => readDuration(from) ?? undefined),
  builtin('duration(from: duration)', (from: FeelDuration) => from),
  builtin('years and months duration(from: day, to: day)', (from: FeelDate, to: FeelDate) =>
    monthsBetween(from, to),
  ),
  builtin('from json(value: string)', (text: string) => {
    try {
      return JSON.parse(text) as FeelValue;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  }),
  builtin('to json(value: any?)', (value: FeelValue) => jsonOf(toJson(value, jsonText))),
];
