import { type FeelDate, type FeelDateTime, FeelDuration } from 'feelin';
import type { Evaluation } from '../evaluation.ts';
import { dateFrom, dateOf, momentOf } from '../temporal.ts';
import { feelString, shown } from '../text.ts';
import type { FeelValue } from '../values.ts';
import { builtin, builtinWith } from './signature.ts';

type Day = FeelDate | FeelDateTime;
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
];

/** A repeating timer as text, `R3/PT10S`; '' for ever. */
function cycle(evaluation: Evaluation, repetitions: FeelValue, interval: FeelValue): FeelValue {
  const refuse = (wanted: string, found: FeelValue) =>
    evaluation.warn(
      'FUNCTION_INVOCATION_FAILURE',
      `Failed to invoke function 'cycle': cycle function expected ${wanted} parameter, but found '${shown(found)}'`,
    );
  if (repetitions !== '' && typeof repetitions !== 'number')
    return refuse('a repetitions (number)', repetitions);
  if (!(interval instanceof FeelDuration)) return refuse('an interval (duration)', interval);
  return `R${repetitions === '' ? '' : Math.trunc(repetitions)}/${feelString(interval)}`;
}

/** Temporal functions (DMN 1.5, 10.3.4.8; Camunda's «Temporal functions»; `cycle` is Zeebe's own). */
export const temporalFunctions = [
  builtinWith('now()', (evaluation) => () => momentOf(evaluation.now)),
  builtinWith('today()', (evaluation) => () => dateOf(momentOf(evaluation.now))),
  builtinWith(
    'cycle(interval: any?)',
    (evaluation) => (interval: FeelValue) => cycle(evaluation, '', interval),
  ),
  builtinWith(
    'cycle(repetitions: any?, interval: any?)',
    (evaluation) => (repetitions: FeelValue, interval: FeelValue) => cycle(evaluation, repetitions, interval),
  ),
  builtin('day of week(date: day)', (date: Day) => WEEKDAYS[date.value.dayOfWeek - 1]),
  builtin('day of year(date: day)', (date: Day) => date.value.dayOfYear),
  builtin('week of year(date: day)', (date: Day) => date.value.weekOfYear),
  builtin('month of year(date: day)', (date: Day) => MONTHS[date.value.month - 1]),
  builtin(
    'last day of month(date: day)',
    (date: Day) => dateFrom(date.value.year, date.value.month, date.value.daysInMonth) ?? undefined,
  ),
];
