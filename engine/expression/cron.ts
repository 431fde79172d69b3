/** One field of a cron line: the values at which it holds. */
type Field = { values: Set<number>; any: boolean };
/** Seconds, minutes, hours, day of month, month, day of week (0 and 7 are Sunday), at UTC, as Zeebe reads them. */
export type CronSchedule = {
  second: Field;
  minute: Field;
  hour: Field;
  /** `back`: so many days before the month's last (L, L-3). `near`: the weekday nearest to that day, or to the one
   * named (15W, LW). */
  day: Field & { back: number | null; near: boolean };
  month: Field;
  weekday: Field & { nth: number | null; last: boolean };
};

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const DAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const macros: Record<string, string> = {
  '@yearly': '0 0 0 1 1 *',
  '@annually': '0 0 0 1 1 *',
  '@monthly': '0 0 0 1 * *',
  '@weekly': '0 0 0 * * 0',
  '@daily': '0 0 0 * * *',
  '@midnight': '0 0 0 * * *',
  '@hourly': '0 0 * * * *',
};
const YEARS_AHEAD = 8;

function readField(text: string, low: number, high: number, names: string[] = [], offset = 0): Field | null {
  const numbered = names.reduce(
    (all, name, index) => all.replaceAll(name, String(index + offset)),
    text.toUpperCase(),
  );
  if (numbered === '*' || numbered === '?') return { values: new Set(range(low, high, 1)), any: true };
  const values = new Set<number>();
  for (const part of numbered.split(',')) {
    const match = /^(?:\*|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part);
    if (!match) return null;
    const [, from, to, step] = match;
    const start = from === undefined ? low : Number(from);
    const end = to !== undefined ? Number(to) : from === undefined || step !== undefined ? high : start;
    if (start < low || end > high || start > end || Number(step ?? 1) < 1) return null;
    for (const value of range(start, end, Number(step ?? 1))) values.add(value);
  }
  return { values, any: false };
}

const range = (from: number, to: number, step: number): number[] =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step);

function readDay(text: string): CronSchedule['day'] | null {
  const special = /^(?:L(?:-(\d{1,2}))?|(\d{1,2}))(W)?$/.exec(text.toUpperCase());
  const [, back, day, near] = special ?? [];
  if (special && day === undefined) {
    const days = Number(back ?? 0);
    return days > 30 ? null : { values: new Set(), any: false, back: days, near: near !== undefined };
  }
  const field = readField(near ? day! : text, 1, 31);
  return field && { ...field, back: null, near: near !== undefined };
}

function readWeekday(text: string): CronSchedule['weekday'] | null {
  const special = /^(\w+)(?:#([1-5])|(L))$/.exec(text.toUpperCase());
  const field = readField(special?.[1] ?? text, 0, 7, DAYS);
  if (field?.values.has(7)) field.values.add(0);
  if (!field) return null;
  return { ...field, nth: special?.[2] ? Number(special[2]) : null, last: special?.[3] !== undefined };
}

/** A cron line of six fields or a macro such as `@daily`; null if it is none. */
export function parseCron(text: string): CronSchedule | null {
  const fields = (macros[text.toLowerCase()] ?? text).split(/\s+/);
  if (fields.length !== 6) return null;
  const [second, minute, hour] = [
    readField(fields[0]!, 0, 59),
    readField(fields[1]!, 0, 59),
    readField(fields[2]!, 0, 23),
  ];
  const [day, month, weekday] = [
    readDay(fields[3]!),
    readField(fields[4]!, 1, 12, MONTHS, 1),
    readWeekday(fields[5]!),
  ];
  return second && minute && hour && day && month && weekday && { second, minute, hour, day, month, weekday };
}

function monthDayHolds({ values, back, near }: CronSchedule['day'], date: Date, lastDay: number): boolean {
  const day = date.getUTCDate();
  if (back === null && !near) return values.has(day);
  const named = back === null ? [...values][0]! : lastDay - back;
  if (named < 1 || named > lastDay) return false;
  return day === (near ? nearestWeekday(date, named, lastDay) : named);
}

/** Of the same month. */
function nearestWeekday(date: Date, day: number, lastDay: number): number {
  const weekday = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), day)).getUTCDay();
  if (weekday === 6) return day > 1 ? day - 1 : day + 2;
  if (weekday === 0) return day < lastDay ? day + 1 : day - 2;
  return day;
}

function dayHolds(schedule: CronSchedule, date: Date): boolean {
  const [day, weekday] = [date.getUTCDate(), date.getUTCDay()];
  const lastDay = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate();
  if (!schedule.month.values.has(date.getUTCMonth() + 1)) return false;
  if (!monthDayHolds(schedule.day, date, lastDay)) return false;
  if (!schedule.weekday.values.has(weekday)) return false;
  if (schedule.weekday.nth !== null) return Math.ceil(day / 7) === schedule.weekday.nth;
  return !schedule.weekday.last || day + 7 > lastDay;
}

/** The first moment after `from` at which the schedule holds; null if none within eight years. Epoch milliseconds. */
export function nextCronTime(schedule: CronSchedule, from: number): number | null {
  const start = new Date(Math.floor(from / 1000) * 1000 + 1000);
  const inOrder = (field: Field) => [...field.values].sort((a, b) => a - b);
  const [hours, minutes, seconds] = [
    inOrder(schedule.hour),
    inOrder(schedule.minute),
    inOrder(schedule.second),
  ];
  const firstDay = Date.UTC(start.getUTCFullYear(), start.getUTCMonth(), start.getUTCDate());
  for (let ahead = 0; ahead < YEARS_AHEAD * 366; ahead += 1) {
    const day = firstDay + ahead * 86_400_000;
    if (!dayHolds(schedule, new Date(day))) continue;
    for (const hour of hours)
      for (const minute of minutes) {
        const base = day + hour * 3_600_000 + minute * 60_000;
        if (base + 59_000 < start.getTime()) continue;
        const second = seconds.find((candidate) => base + candidate * 1000 >= start.getTime());
        if (second !== undefined) return base + second * 1000;
      }
  }
  return null;
}
