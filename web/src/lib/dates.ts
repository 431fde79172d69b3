/** The office works in Vietnamese time, wherever the browser stands. */
const ZONE = 'Asia/Ho_Chi_Minh';

const parts = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
});

function inVietnam(instant: string | Date): Record<string, string> {
  return Object.fromEntries(parts.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]));
}

/** `2020-12-08` → `08/12/2020`. */
export function formatDay(day: string | null | undefined): string {
  const [year, month, date] = (day ?? '').slice(0, 10).split('-');
  return year && month && date ? `${date}/${month}/${year}` : '';
}

/** An instant → `08/12/2020 14:05` in Vietnam. */
export function formatInstant(instant: string | null | undefined): string {
  if (!instant) return '';
  const { day, month, year, hour, minute } = inVietnam(instant);
  return `${day}/${month}/${year} ${hour}:${minute}`;
}

const seconds = new Intl.DateTimeFormat('en-GB', {
  timeZone: ZONE,
  second: '2-digit',
  fractionalSecondDigits: 3,
});

/** The same with seconds and thousandths, for what machines do: `08/12/2020 14:05:07.120`. */
export function formatMoment(instant: string | null | undefined): string {
  return instant ? `${formatInstant(instant)}:${seconds.format(new Date(instant)).padStart(6, '0')}` : '';
}

/** The day of an instant in Vietnam, `yyyy-MM-dd`. */
export function dayOf(instant: string | Date): string {
  const { day, month, year } = inVietnam(instant);
  return `${year}-${month}-${day}`;
}

/** Whole days from `today` to `day`; negative when it has passed. Both `yyyy-MM-dd`. */
export function daysUntil(day: string, today: string): number {
  return Math.round((Date.parse(day) - Date.parse(today)) / 86_400_000);
}

/** The first moment of a day (`yyyy-MM-dd`) in Vietnam, which has no summer time. */
export function startOfDay(day: string): string {
  return `${day}T00:00:00+07:00`;
}

/** The next day; both `yyyy-MM-dd`. */
export function dayAfter(day: string): string {
  return new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10);
}
