/** About how many characters a JSON value has when it is written. */
export function sizeOf(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 8;
  let size = 2;
  if (Array.isArray(value)) for (const item of value) size += sizeOf(item) + 1;
  else for (const [name, item] of Object.entries(value)) size += name.length + 4 + sizeOf(item);
  return size;
}
