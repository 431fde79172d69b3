const PREFIX = 'io.camunda.zeebe:';

/** Job headers of Zeebe's own, by the names that workers know; empty ones are left out. */
export function reservedHeaders(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === '' ? [] : [[`${PREFIX}${name}`, value] as const],
    ),
  );
}

/** What a job says under one of Zeebe's own names. */
export function reservedHeader(headers: Record<string, string>, name: string): string | undefined {
  return headers[`${PREFIX}${name}`];
}

/** A job's headers without Zeebe's own. */
export function customHeaders(headers: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !name.startsWith(PREFIX)));
}
