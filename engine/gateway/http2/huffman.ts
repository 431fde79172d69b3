// The Huffman code of HPACK (RFC 7541, 5.2 and appendix B). The code is canonical: the lengths of the symbols'
// codes say all of it.

// biome-ignore format: a table of 257
const LENGTHS = [
  13,23,28,28,28,28,28,28,28,24,30,28,28,30,28,28,28,28,28,28,28,28,30,28,28,28,28,28,28,28,28,28,
  6,10,10,12,13,6,8,11,10,10,8,11,8,6,6,6,5,5,5,6,6,6,6,6,6,6,7,8,15,6,12,10,
  13,6,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,7,8,7,8,13,19,13,14,6,
  15,5,6,5,6,5,6,6,6,5,7,7,6,6,6,5,6,7,6,5,5,6,7,7,7,7,7,15,11,14,13,28,
  20,22,20,20,22,22,22,23,22,23,23,23,23,23,24,23,24,24,22,23,24,23,23,23,23,21,22,23,22,23,23,24,
  22,21,20,22,22,23,23,21,23,22,22,24,21,22,23,23,21,21,22,21,23,22,23,23,20,22,22,22,23,22,22,23,
  26,26,20,19,22,23,22,25,26,26,26,27,27,26,24,25,19,21,26,27,27,26,27,24,21,21,26,26,28,27,27,27,
  20,24,20,21,22,21,21,23,22,22,25,25,24,24,26,23,26,27,26,26,27,27,27,27,27,28,27,27,27,27,27,26,
  30,
];
const EOS = 256;
const LONGEST = 30;
/** A code of fewer than eight bits, all ones, fills the last byte up (5.2). */
const MAX_PADDING = 7;

/** By length: the first code of it, and the symbols of that length in the order of their codes. */
const levels = (() => {
  const made: { first: number; symbols: number[] }[] = [];
  let code = 0;
  for (let length = 0; length <= LONGEST; length++) {
    const symbols = LENGTHS.flatMap((of, symbol) => (of === length ? [symbol] : []));
    made.push({ first: code, symbols });
    code = (code + symbols.length) * 2;
  }
  return made;
})();

/** @returns the text (latin1), or undefined when the bytes are no Huffman code */
export function decodeHuffman(bytes: Uint8Array): string | undefined {
  let text = '';
  let code = 0;
  let length = 0;
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      code = code * 2 + ((byte >> bit) & 1);
      length++;
      const level = levels[length];
      if (level === undefined) return undefined;
      const symbol = level.symbols[code - level.first];
      if (symbol === undefined) continue;
      if (symbol === EOS) return undefined;
      text += String.fromCharCode(symbol);
      code = 0;
      length = 0;
    }
  }
  return length <= MAX_PADDING && code === 2 ** length - 1 ? text : undefined;
}
