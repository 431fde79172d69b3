const ZONE_OFFSET = 7 * 3_600_000; // Vietnam keeps +07:00 the whole year

/** The day in Vietnam at a moment: `yyyy-MM-dd`. */
export function dayOf(moment: Date): string {
  return new Date(moment.getTime() + ZONE_OFFSET).toISOString().slice(0, 10);
}

export const yearOf = (moment: Date): number => Number(dayOf(moment).slice(0, 4));

/** The last moment of a day in Vietnam. */
export function endOfDay(day: string): Date {
  return new Date(`${day}T23:59:59.999+07:00`);
}

/** The end of the next working day: Decree 30/2020/NĐ-CP, art. 18.1 and 23.1, leave the clerk that long. */
export function endOfNextWorkingDay(moment: Date): Date {
  const day = new Date(`${dayOf(moment)}T00:00:00Z`);
  do day.setUTCDate(day.getUTCDate() + 1);
  while (day.getUTCDay() === 0 || day.getUTCDay() === 6);
  return endOfDay(day.toISOString().slice(0, 10));
}

/** `08/12/2020`, for people. */
export const shownDay = (day: string): string => day.split('-').reverse().join('/');
