// What PostgreSQL can keep of a text: everything but U+0000 and halves of surrogate pairs, which PDFs, certificates and
// the answers of others may bring.
const UNWRITABLE = /[\0\p{Cs}]/gu;

export function isWritable(text: string): boolean {
  return text.search(UNWRITABLE) < 0;
}

/** The text with U+FFFD in place of what cannot be kept. */
export function writable(text: string): string {
  return text.replace(UNWRITABLE, '\uFFFD');
}

/** A value as the JSON text of a column, its texts writable. */
export function jsonText(value: unknown): string {
  return JSON.stringify(value, (_name, part) => (typeof part === 'string' ? writable(part) : part));
}
