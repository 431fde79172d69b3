/** How a composite font reads its codes (ISO 32000-1, 9.7.5), as far as places of letters ask. */
import { isName, isStream, type PdfDict } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';

export interface CharacterMap {
  /** Where `isIdentity`. */
  bytesPerCode: 1 | 2;
  /** A code is the number of its character, by which widths go. */
  isIdentity: boolean;
  /** Letters may stand below each other. */
  isVertical: boolean;
}

/** Longer ones are not read. */
const MAX_MAP = 16_384;
const UNKNOWN: CharacterMap = { bytesPerCode: 2, isIdentity: false, isVertical: true };

/** @throws PdfError for a map that cannot be read */
export function characterMap(view: PdfView, font: PdfDict): CharacterMap {
  const encoding = view.get(font, 'Encoding');
  if (isStream(encoding)) {
    const writing = view.get(encoding.dict, 'WMode');
    const map = readMap(view.file.decode(encoding, view.revision).toString('latin1'));
    const isOfItsOwn = view.get(encoding.dict, 'UseCMap') === null;
    return {
      ...map,
      isIdentity: map.isIdentity && isOfItsOwn,
      isVertical: map.isVertical || !isOfItsOwn || (writing !== null && writing !== 0),
    };
  }
  const name = isName(encoding) ? encoding.value : '';
  return { bytesPerCode: 2, isIdentity: name === 'Identity-H', isVertical: /(?:^|-)V$/.test(name) };
}

/** Adobe Technical Note 5014: ranges of codes, and of the characters that they stand for. */
function readMap(map: string): CharacterMap {
  if (map.length > MAX_MAP) return UNKNOWN;
  const builds = /usecmap/.test(map);
  const lengths = blocks(map, 'codespacerange').map(([low = '']) => low.length / 2);
  const [length] = lengths;
  const isEven = (length === 1 || length === 2) && lengths.every((other) => other === length);
  const others = /begin(?:cidchar|notdefrange|notdefchar|bfrange|bfchar)/.test(map);
  const ranges = blocks(map, 'cidrange');
  const isIdentity =
    ranges.length > 0 &&
    ranges.every(
      ([low = '', , to = '']) => low.length / 2 === length && Number.parseInt(low, 16) === Number(to),
    );
  return {
    bytesPerCode: length === 1 ? 1 : 2,
    isIdentity: isEven && isIdentity && !builds && !others,
    isVertical: builds || /\/WMode\s+(?!0\s)/.test(map),
  };
}

/** The lines of each block of this kind, without brackets. */
function blocks(map: string, kind: string): string[][] {
  const found = [...map.matchAll(new RegExp(`begin${kind}([^]*?)end${kind}`, 'g'))];
  return found.flatMap(([, body = '']) => {
    const parts = body.match(/[0-9A-Fa-f]+/g) ?? [];
    const width = kind === 'cidrange' ? 3 : 2;
    return Array.from({ length: Math.ceil(parts.length / width) }, (_, i) =>
      parts.slice(i * width, (i + 1) * width),
    );
  });
}
