import type { FeelDate, FeelDateTime } from 'feelin';
import { dateFrom, dateOf, momentOf } from '../temporal.ts';
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

/** Temporal functions (DMN 1.5, 10.3.4.8; Camunda's «Temporal functions»). */
export const temporalFunctions = [
  builtinWith('now()', (evaluation) => () => momentOf(evaluation.now)),
  builtinWith('today()', (evaluation) => () => dateOf(momentOf(evaluation.now))),
  builtin('day of week(date: day)', (date: Day) => WEEKDAYS[date.value.dayOfWeek - 1]),
  builtin('day of year(date: day)', (date: Day) => date.value.dayOfYear),
  builtin('week of year(date: day)', (date: Day) => date.value.weekOfYear),
  builtin('month of year(date: day)', (date: Day) => MONTHS[date.value.month - 1]),
  builtin(
    'last day of month(date: day)',
    (date: Day) => dateFrom(date.value.year, date.value.month, date.value.daysInMonth) ?? undefined,
  ),
];
