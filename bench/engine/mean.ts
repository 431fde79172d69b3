/** Of numbers of the same names, name by name; a name that not all of them have is left out. */
export function mean<T extends object>(measured: T[]): T {
  const names = Object.keys(measured[0]!) as (keyof T)[];
  const entries = names.flatMap((name) => {
    const values = measured.map((figures) => figures[name] as number | undefined);
    if (values.some((value) => value === undefined)) return [];
    return [[name, values.reduce((sum: number, value) => sum + value!, 0) / measured.length]];
  });
  return Object.fromEntries(entries) as T;
}
