/** Job headers of Zeebe's own, by the names that workers know; empty ones are left out. */
export function reservedHeaders(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).flatMap(([name, value]) =>
      value === '' ? [] : [[`io.camunda.zeebe:${name}`, value] as const],
    ),
  );
}
