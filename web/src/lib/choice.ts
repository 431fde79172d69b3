import { matches } from './matches';

/** What a list offers. */
export interface Choice {
  value: string;
  label: string;
  /** Said beside it in the list, not in the field. */
  note?: string;
}

/** Of an address book of thousands no more is drawn than somebody reads. */
export const MAX_OFFERED = 100;

/**
 * What a list shows for the words that were typed in it, and how many more they find. What is chosen is shown by its
 * label, so it stays there while nothing is typed.
 */
export function offered(
  choices: readonly Choice[],
  query: string,
  chosen: readonly string[],
): { shown: Choice[]; more: number } {
  const found = choices.filter(({ label, note }) => matches(query, label, note));
  const first = found.slice(0, MAX_OFFERED);
  const beyond = query === '' ? found.slice(MAX_OFFERED).filter(({ value }) => chosen.includes(value)) : [];
  const shown = [...beyond, ...first];
  return { shown, more: found.length - shown.length };
}
