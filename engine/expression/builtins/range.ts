import { readAtLiteral } from '../atLiteral.ts';
import { equal, order, within } from '../compare.ts';
import { readDate, readDateTime, readDuration, readTime } from '../temporal.ts';
import { readStringLiteral } from '../text.ts';
import { FeelRange, type FeelValue } from '../values.ts';
import { builtin } from './signature.ts';

type Point = FeelValue;
const meetsAt = (a: FeelValue, b: FeelValue): boolean => equal(a, b) === true;

/** Whether all of `a` lies before all of `b`; a point is the range of itself. */
function precedes(a: FeelValue, b: FeelValue): boolean | null {
  const end = a instanceof FeelRange ? a.end : a;
  const start = b instanceof FeelRange ? b.start : b;
  const sign = order(end, start);
  if (sign === null) return null;
  const touching = (a instanceof FeelRange && !a.endIncluded) || (b instanceof FeelRange && !b.startIncluded);
  return sign < 0 || (sign === 0 && touching);
}

const meets = (a: FeelRange, b: FeelRange): boolean =>
  a.endIncluded && b.startIncluded && meetsAt(a.end, b.start);

function overlaps(a: FeelRange, b: FeelRange): boolean | null {
  const apart = [precedes(a, b), precedes(b, a)];
  return apart.includes(null) ? null : !apart.includes(true);
}

/** Negative where `a` starts before `b`: the earlier point, or the same point included. */
function startOrder(a: FeelRange, b: FeelRange): number | null {
  const sign = order(a.start, b.start);
  return sign === 0 ? Number(b.startIncluded) - Number(a.startIncluded) : sign;
}

function endOrder(a: FeelRange, b: FeelRange): number | null {
  const sign = order(a.end, b.end);
  return sign === 0 ? Number(a.endIncluded) - Number(b.endIncluded) : sign;
}

function overlapsBefore(a: FeelRange, b: FeelRange): boolean | null {
  const [starts, ends, apart] = [startOrder(a, b), endOrder(a, b), precedes(a, b)];
  if (starts === null || ends === null || apart === null) return null;
  return starts < 0 && ends <= 0 && !apart;
}

function includes(a: FeelRange, b: Point): boolean | null {
  if (!(b instanceof FeelRange)) return within(a, b);
  const [starts, ends] = [startOrder(a, b), endOrder(a, b)];
  return starts === null || ends === null ? null : starts <= 0 && ends >= 0;
}

function starts(a: Point, b: FeelRange): boolean | null {
  if (!(a instanceof FeelRange)) return b.startIncluded && meetsAt(a, b.start);
  const [first, last] = [startOrder(a, b), endOrder(a, b)];
  return first === null || last === null ? null : first === 0 && last <= 0;
}

function finishes(a: Point, b: FeelRange): boolean | null {
  if (!(a instanceof FeelRange)) return b.endIncluded && meetsAt(a, b.end);
  const [first, last] = [startOrder(a, b), endOrder(a, b)];
  return first === null || last === null ? null : last === 0 && first >= 0;
}

/** The four overloads of a relation of points and ranges, named as DMN 1.5, table 78 names them. */
const relation = (name: string, holds: (a: Point, b: Point) => boolean | null) => [
  builtin(`${name}(point1: any, point2: any)`, holds),
  builtin(`${name}(range1: any, range2: any)`, holds),
  builtin(`${name}(point: any, range: any)`, holds),
  builtin(`${name}(range: any, point: any)`, holds),
];

const LITERAL = /^\s*([[(\]])(.*)\.\.(.*)([\])[])\s*$/s;

/** An endpoint of `range("…")`: a literal, or a call of a conversion function on one. */
function endpoint(text: string): FeelValue | undefined {
  const trimmed = text.trim();
  if (trimmed === '' || trimmed === 'null') return null;
  if (/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(trimmed)) return Number(trimmed);
  const call = /^(@|date and time|date|time|duration)?\s*\(?\s*("(?:[^"\\]|\\.)*")\s*\)?$/.exec(trimmed);
  if (!call?.[2]) return undefined;
  const content = readStringLiteral(call[2]);
  if (call[1] === undefined) return content;
  const readers = {
    '@': readAtLiteral,
    date: readDate,
    time: readTime,
    duration: readDuration,
    'date and time': readDateTime,
  };
  return readers[call[1] as keyof typeof readers](content) ?? undefined;
}

function rangeFrom(text: string): FeelValue | undefined {
  const [, open, from = '', to = '', close] = LITERAL.exec(text) ?? [];
  const [start, end] = [endpoint(from), endpoint(to)];
  if (open === undefined || start === undefined || end === undefined || (start === null && end === null))
    return undefined;
  const [startIncluded, endIncluded] = [open === '[', close === ']'];
  if ((start === null && startIncluded) || (end === null && endIncluded)) return undefined;
  if (start !== null && end !== null && (order(start, end) ?? 1) > 0) return undefined;
  return new FeelRange(start, end, startIncluded, endIncluded);
}

/** Range functions (DMN 1.5, 10.3.4.9; Camunda's «Range functions»). */
export const rangeFunctions = [
  builtin('range(from: string)', rangeFrom),
  ...relation('before', precedes),
  ...relation('after', (a, b) => precedes(b, a)),
  builtin('meets(range1: range, range2: range)', meets),
  builtin('met by(range1: range, range2: range)', (a: FeelRange, b: FeelRange) => meets(b, a)),
  builtin('overlaps(range1: range, range2: range)', overlaps),
  builtin('overlaps before(range1: range, range2: range)', overlapsBefore),
  builtin('overlaps after(range1: range, range2: range)', (a: FeelRange, b: FeelRange) =>
    overlapsBefore(b, a),
  ),
  builtin('finishes(point: any, range: range)', finishes),
  builtin('finishes(range1: range, range2: range)', finishes),
  builtin('finished by(range: range, point: any)', (a: FeelRange, b: Point) => finishes(b, a)),
  builtin('finished by(range1: range, range2: range)', (a: FeelRange, b: FeelRange) => finishes(b, a)),
  builtin('includes(range: range, point: any)', includes),
  builtin('includes(range1: range, range2: range)', includes),
  builtin('during(point: any, range: range)', (a: Point, b: FeelRange) => includes(b, a)),
  builtin('during(range1: range, range2: range)', (a: FeelRange, b: FeelRange) => includes(b, a)),
  builtin('starts(point: any, range: range)', starts),
  builtin('starts(range1: range, range2: range)', starts),
  builtin('started by(range: range, point: any)', (a: FeelRange, b: Point) => starts(b, a)),
  builtin('started by(range1: range, range2: range)', (a: FeelRange, b: FeelRange) => starts(b, a)),
  builtin('coincides(point1: any, point2: any)', (a: Point, b: Point) =>
    a instanceof FeelRange || b instanceof FeelRange ? undefined : meetsAt(a, b),
  ),
  builtin('coincides(range1: range, range2: range)', (a: FeelRange, b: FeelRange) => equal(a, b)),
];
