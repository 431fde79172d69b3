/**
 * Reads a day as 'yyyy/MM/dd' (the standard's), 'dd/MM/yyyy' or ISO (seen in use); a time behind it is ignored.
 * @returns 'yyyy-mm-dd', or undefined when there is no such day
 */
export function readDay(text: string): string | undefined {
  const [day = ''] = text.split(/[ T]/, 1);
  const yearFirst = /^(\d{4})[/-](\d{1,2})[/-](\d{1,2})$/.exec(day);
  const dayFirst = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(day);
  if (yearFirst) return realDay(yearFirst[1]!, yearFirst[2]!, yearFirst[3]!);
  if (dayFirst) return realDay(dayFirst[3]!, dayFirst[2]!, dayFirst[1]!);
  return undefined;
}

/**
 * Reads a moment: a day as above with 'HH:mm:ss' (seconds may lack, none means midnight), in Vietnam's time.
 * @returns ISO 8601 with +07:00
 */
export function readMoment(text: string): string | undefined {
  const day = readDay(text);
  const [, rest = ''] = text.split(/[ T](.*)/s, 2);
  const time = /^(\d{1,2}):(\d{2})(?::(\d{2}))?(?:\.\d+)?(Z|[+-]\d{2}:\d{2})?$/.exec(
    rest.trim() || '00:00:00',
  );
  if (!day || !time) return undefined;
  const moment = new Date(`${day}T${pad(time[1]!)}:${time[2]}:${time[3] ?? '00'}${time[4] ?? '+07:00'}`);
  return Number.isNaN(moment.getTime()) ? undefined : vietnamTime(moment);
}

/** ISO 8601 with +07:00, to the second. */
export function vietnamTime(moment: Date): string {
  return `${new Date(moment.getTime() + 7 * 3600 * 1000).toISOString().slice(0, 19)}+07:00`;
}

export function writeDay(day: string): string {
  return day.replaceAll('-', '/');
}

/** '2020-12-08T09:30:00+07:00' → '2020/12/08 09:30:00' */
export function writeMoment(moment: string): string {
  return `${writeDay(moment.slice(0, 10))} ${moment.slice(11, 19)}`;
}

function realDay(year: string, month: string, day: string): string | undefined {
  const iso = `${year}-${pad(month)}-${pad(day)}`;
  const date = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(iso) ? iso : undefined;
}

function pad(digits: string): string {
  return digits.padStart(2, '0');
}
