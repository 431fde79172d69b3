import { FeelDate, FeelDateTime, FeelDuration, FeelTime } from 'feelin';
import { isWhole } from './wholeNumbers.ts';

/** A FEEL function: a built-in, a function literal, or a business knowledge model. */
export class FeelFunction {
  constructor(
    /** Parameter lists, one for each overload, as named arguments address them. */
    readonly parameters: string[][],
    readonly call: (args: FeelValue[]) => FeelValue,
    /** Turns named arguments into positional ones; without it, order of `parameters[0]`. */
    readonly bind?: (named: Map<string, FeelValue>) => FeelValue[] | null,
  ) {}
}

/** A FEEL range. One made of a comparison (`> 5`) has no end on one side; elsewhere a null endpoint is unknown. */
export class FeelRange {
  constructor(
    readonly start: FeelValue,
    readonly end: FeelValue,
    readonly startIncluded: boolean,
    readonly endIncluded: boolean,
    readonly ofComparison = false,
  ) {}
}

export type FeelContext = { [key: string]: FeelValue };
export type FeelValue =
  | null
  | boolean
  | number
  | string
  | FeelValue[]
  | FeelContext
  | FeelDate
  | FeelTime
  | FeelDateTime
  | FeelDuration
  | FeelRange
  | FeelFunction;

export type FeelType =
  | 'null'
  | 'boolean'
  | 'number'
  | 'string'
  | 'list'
  | 'context'
  | 'date'
  | 'time'
  | 'date and time'
  | 'years and months duration'
  | 'days and time duration'
  | 'range'
  | 'function';

/** The FEEL type of a value (DMN 1.5, table 51). */
export function typeOf(value: FeelValue): FeelType {
  if (value === null || value === undefined) return 'null';
  const primitive = typeof value;
  if (isWhole(value)) return 'number';
  if (primitive === 'string' || primitive === 'number' || primitive === 'boolean') return primitive;
  if (Array.isArray(value)) return 'list';
  if (value instanceof FeelDate) return 'date';
  if (value instanceof FeelTime) return 'time';
  if (value instanceof FeelDateTime) return 'date and time';
  if (value instanceof FeelDuration)
    return value.yearsMonths ? 'years and months duration' : 'days and time duration';
  if (value instanceof FeelRange) return 'range';
  if (value instanceof FeelFunction) return 'function';
  return 'context';
}

export const isContext = (value: FeelValue): value is FeelContext => typeOf(value) === 'context';

/** An empty context without a prototype, so that no key of a user's data can reach one. */
export const newContext = (): FeelContext => Object.create(null) as FeelContext;

/** The entry of a context, or undefined when it has none. */
export const entryOf = (context: FeelContext, key: string): FeelValue | undefined =>
  Object.hasOwn(context, key) ? context[key] : undefined;
