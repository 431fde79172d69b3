const plain = (words: string) =>
  words.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replaceAll('\u0111', 'd');

/** Whether one of the texts has these words, accents and case aside: «tran» finds «Trần». */
export function matches(search: string, ...texts: (string | null | undefined)[]): boolean {
  return plain(texts.join(' ')).includes(plain(search.trim()));
}
