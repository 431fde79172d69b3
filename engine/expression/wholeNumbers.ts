// Integers that JavaScript's numbers would change, up to 2^64 as Zeebe keeps them (an order number, a key of a
// cluster's partition): text behind a mark that no text may hold. They travel as they are and compare exactly; what is
// computed from them is computed with the nearest double.
export const MARK = '\uffff';
const MARK_CODE = 0xffff;
const MARKED = new RegExp(`"${MARK}(-?\\d+)"`, 'g');

export const isWhole = (value: unknown): value is string =>
  typeof value === 'string' && value.charCodeAt(0) === MARK_CODE;

/** @param digits of an integer, as JSON writes it @returns whether a double would be written otherwise */
export const needsMark = (digits: string): boolean => String(Number(digits)) !== digits;

export const digitsOf = (whole: string): string => whole.slice(1);

/** What there is to compute with: the nearest double in place of a whole number. */
export const computable = <T>(value: T): T | number => (isWhole(value) ? Number(digitsOf(value)) : value);

/** What there is to compare exactly. */
export const exact = <T>(value: T): T | bigint => (isWhole(value) ? BigInt(digitsOf(value)) : value);

/** The value as JSON, whole numbers by their digits. */
export function jsonOf(value: unknown): string {
  const json = (JSON.stringify(value) as string | undefined) ?? 'null';
  return json.includes(MARK) ? json.replace(MARKED, '$1') : json;
}
