import { FeelDuration } from 'feelin';
import { equal, order } from '../compare.ts';
import { add, divide, multiply, subtract } from '../decimal.ts';
import type { Evaluation } from '../evaluation.ts';
import { durationOfMonths, durationOfNanos, monthsOf, nanosOf } from '../temporal.ts';
import type { FeelFunction, FeelValue } from '../values.ts';
import { computable } from '../wholeNumbers.ts';
import { builtin, builtinWith, type Signature } from './signature.ts';

type List = FeelValue[];
const same = (a: FeelValue, b: FeelValue): boolean => equal(a, b) === true;

/** A function of a list that also takes the items as its arguments: `sum([1, 2])`, `sum(1, 2)`. */
function overItems(name: string, body: (list: List) => FeelValue | undefined): Signature[] {
  return [
    builtin(`${name}(list: list)`, body),
    builtin(`${name}(...list: any?)`, (...items: List) => (items.length === 0 ? undefined : body(items))),
  ];
}

function numbers(list: List): number[] | undefined {
  const all = list.map(computable);
  return all.every((item) => typeof item === 'number') ? (all as number[]) : undefined;
}

function extreme(list: List, sign: 1 | -1): FeelValue | undefined {
  if (list.length === 0) return null;
  let best = list[0] as FeelValue;
  for (const item of list) {
    const compared = order(item, best);
    if (compared === null) return undefined;
    if (compared * sign > 0) best = item;
  }
  return best;
}

function sum(list: List): FeelValue | undefined {
  const all = numbers(list);
  if (all) return all.length === 0 ? null : all.reduce(add);
  if (!list.every((item) => item instanceof FeelDuration)) return undefined;
  const durations = list as FeelDuration[];
  const inMonths = durations[0]!.yearsMonths;
  if (durations.some((duration) => duration.yearsMonths !== inMonths)) return undefined;
  if (inMonths) return durationOfMonths(durations.reduce((total, duration) => total + monthsOf(duration), 0));
  return durationOfNanos(durations.reduce((total, duration) => total + nanosOf(duration), 0n));
}

function mean(list: List): FeelValue | undefined {
  const total = sum(list);
  if (total === null || total === undefined) return total;
  if (typeof total === 'number') return divide(total, list.length);
  const duration = total as FeelDuration;
  if (duration.yearsMonths) return durationOfMonths(monthsOf(duration) / list.length);
  return durationOfNanos(nanosOf(duration) / BigInt(list.length));
}

function median(list: List): FeelValue | undefined {
  const sorted = numbers(list)
    ?.slice()
    .sort((a, b) => a - b);
  if (!sorted) return undefined;
  if (sorted.length === 0) return null;
  const middle = Math.floor(sorted.length / 2);
  if (sorted.length % 2 === 1) return sorted[middle]!;
  return divide(add(sorted[middle - 1]!, sorted[middle]!), 2);
}

function standardDeviation(list: List): FeelValue | undefined {
  const all = numbers(list);
  if (!all || all.length < 2) return undefined;
  const average = divide(all.reduce(add), all.length);
  const squares = all.map((item) => subtract(item, average)).map((item) => multiply(item, item));
  return Math.sqrt(divide(squares.reduce(add), all.length - 1));
}

function mode(list: List): FeelValue | undefined {
  const all = numbers(list);
  if (!all) return undefined;
  const counts = new Map<number, number>();
  for (const item of all) counts.set(item, (counts.get(item) ?? 0) + 1);
  const most = Math.max(0, ...counts.values());
  return [...counts]
    .filter(([, count]) => count === most)
    .map(([item]) => item)
    .sort((a, b) => a - b);
}

/** `all` and `any`: three-valued, the decisive value wins over an unknown. */
const logical =
  (decisive: boolean) =>
  (list: List): FeelValue => {
    if (list.includes(decisive)) return decisive;
    return list.every((item) => typeof item === 'boolean') ? !decisive : null;
  };

function sublist(list: List, start: number, length?: number): FeelValue | undefined {
  const from = start < 0 ? list.length + start : start - 1;
  if (start === 0 || from < 0 || from >= Math.max(list.length, 1)) return undefined;
  if (length === undefined) return list.slice(from);
  return length < 0 || from + length > list.length ? undefined : list.slice(from, from + length);
}

/** A position of a list counted from 1, or from the end by a negative number; undefined outside of it. */
function indexIn(list: List, place: number): number | undefined {
  const position = Math.trunc(place);
  const index = position < 0 ? list.length + position : position - 1;
  return position === 0 || index < 0 || index >= list.length ? undefined : index;
}

function insertBefore(list: List, position: number, item: FeelValue): FeelValue | undefined {
  const index = position === list.length + 1 ? list.length : indexIn(list, position);
  return index === undefined ? undefined : list.toSpliced(index, 0, item);
}

function remove(list: List, position: number): FeelValue | undefined {
  const index = indexIn(list, position);
  return index === undefined ? undefined : list.toSpliced(index, 1);
}

/** Items without repetition. Scalars by hash, the rest by comparison, which the budget counts. */
function distinct(evaluation: Evaluation, list: List): List {
  const scalars = new Set<FeelValue>();
  const others: List = [];
  return list.filter((item) => {
    if (item === null || typeof item !== 'object') {
      if (scalars.has(item)) return false;
      scalars.add(item);
      return true;
    }
    evaluation.spend(others.length);
    if (others.some((other) => same(item, other))) return false;
    others.push(item);
    return true;
  });
}

/** In the order in which they first occur. */
function duplicates(evaluation: Evaluation, list: List): List {
  const repeated = list.filter((item, index) => {
    evaluation.spend(list.length - index);
    return list.slice(index + 1).some((later) => same(item, later));
  });
  return distinct(evaluation, repeated);
}

const flatten = (list: List): List => list.flatMap((item) => (Array.isArray(item) ? flatten(item) : [item]));
const joined = (lists: List): List => lists.flatMap((list) => (Array.isArray(list) ? list : [list]));

function sorted(evaluation: Evaluation, list: List, precedes: FeelFunction): FeelValue {
  return list.slice().sort((a, b) => {
    const first = evaluation.enter(() => precedes.call([a, b]));
    if (first === true) return -1;
    return evaluation.enter(() => precedes.call([b, a])) === true ? 1 : 0;
  });
}

function naturally(list: List): FeelValue | undefined {
  if (list.some((item) => order(item, list[0]!) === null)) return undefined;
  return list.slice().sort((a, b) => order(a, b)!);
}

function partition(list: List, size: number): FeelValue | undefined {
  if (size < 1 || !Number.isInteger(size)) return undefined;
  return Array.from({ length: Math.ceil(list.length / size) }, (_, at) =>
    list.slice(at * size, (at + 1) * size),
  );
}

function replaceMatching(
  evaluation: Evaluation,
  list: List,
  match: FeelFunction,
  item: FeelValue,
): FeelValue | undefined {
  const verdicts = list.map((old) => evaluation.enter(() => match.call([old, item])));
  if (!verdicts.every((verdict) => typeof verdict === 'boolean')) return undefined;
  return list.map((old, index) => (verdicts[index] ? item : old));
}

/** List functions (DMN 1.5, 10.3.4.4; Camunda's «List functions»). */
export const listFunctions = [
  builtin('list contains(list: list, element: any?)', (list: List, element: FeelValue) =>
    list.some((item) => same(item, element)),
  ),
  builtin(
    'list replace(list: list, position: number, newItem: any?)',
    (list: List, at: number, item: FeelValue) => {
      const index = indexIn(list, at);
      return index === undefined ? undefined : list.with(index, item);
    },
  ),
  builtinWith(
    'list replace(list: list, match: function, newItem: any?)',
    (evaluation) => (list: List, match: FeelFunction, item: FeelValue) =>
      replaceMatching(evaluation, list, match, item),
  ),
  builtin('count(list: list)', (list: List) => list.length),
  ...overItems('min', (list) => extreme(list, -1)),
  ...overItems('max', (list) => extreme(list, 1)),
  ...overItems('sum', sum),
  ...overItems('mean', mean),
  ...overItems('median', median),
  ...overItems('stddev', standardDeviation),
  ...overItems('mode', mode),
  ...overItems('product', (list) => {
    const all = numbers(list);
    return all && all.length > 0 ? all.reduce(multiply) : undefined;
  }),
  ...overItems('all', logical(false)),
  ...overItems('and', logical(false)),
  ...overItems('any', logical(true)),
  ...overItems('or', logical(true)),
  builtin('sublist(list: list, start position: number, length?: number)', sublist),
  builtin('append(list: list, ...item: any?)', (list: List, ...items: List) => [...list, ...items]),
  builtin('append(list: list, ...items: any?)', (list: List, ...items: List) => [...list, ...items]),
  builtin('concatenate(...list: list)', (...lists: List) => joined(lists)),
  builtin('concatenate(...lists: list)', (...lists: List) => joined(lists)),
  builtin('insert before(list: list, position: number, newItem: any?)', insertBefore),
  builtin('remove(list: list, position: number)', remove),
  builtin('reverse(list: list)', (list: List) => list.toReversed()),
  builtin('index of(list: list, match: any?)', (list: List, match: FeelValue) =>
    list.flatMap((item, index) => (same(item, match) ? [index + 1] : [])),
  ),
  builtinWith(
    'union(...list: list)',
    (evaluation) =>
      (...lists: List) =>
        distinct(evaluation, joined(lists)),
  ),
  builtinWith('distinct values(list: list)', (evaluation) => (list: List) => distinct(evaluation, list)),
  builtinWith('duplicate values(list: list)', (evaluation) => (list: List) => duplicates(evaluation, list)),
  builtin('flatten(list: list)', flatten),
  builtinWith(
    'sort(list: list, precedes: function)',
    (evaluation) => (list: List, precedes: FeelFunction) => sorted(evaluation, list, precedes),
  ),
  builtin('sort(list: list)', naturally),
  builtin('is empty(list: list)', (list: List) => list.length === 0),
  builtin('partition(list: list, size: number)', partition),
];
