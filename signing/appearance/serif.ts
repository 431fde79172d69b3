/** The serif that signatures and form fields are set in: Tinos, of the same widths as Times New Roman. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { deflateSync } from 'node:zlib';
import { bytesString, dict, name, type PdfObject, type PdfRef, stream } from '../pdf/objects.ts';
import { readTrueType, type TrueTypeFont } from './trueType.ts';

let loaded: TrueTypeFont | undefined;

export function serif(): TrueTypeFont {
  loaded ??= readTrueType(
    readFileSync(
      createRequire(import.meta.url).resolve('@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf'),
    ),
  );
  return loaded;
}

const glyphsOf = (text: string): number[] =>
  [...text.normalize('NFC')].map((character) => serif().glyph(character.codePointAt(0)!));

/** Width of a text in points at a font size. */
export const textWidth = (text: string, size: number): number =>
  (glyphsOf(text).reduce((sum, glyph) => sum + serif().width(glyph), 0) * size) / 1000;

/** A text as the operand of Tj: two bytes a glyph (Identity-H). */
export function showText(text: string): string {
  const hex = glyphsOf(text).map((glyph) => glyph.toString(16).padStart(4, '0'));
  return `<${hex.join('')}> Tj`;
}

/** Adds a font that can draw the given characters; glyph numbers are those of the whole font. */
export function embedSerif(characters: string, add: (object: PdfObject) => PdfRef): PdfRef {
  const font = serif();
  const byGlyph = new Map<number, string>();
  for (const character of new Set(characters.normalize('NFC'))) {
    byGlyph.set(font.glyph(character.codePointAt(0)!), character);
  }
  const glyphs = [...byGlyph.keys()].sort((a, b) => a - b);
  const program = font.subset(glyphs);
  const baseFont = name(`${tag(glyphs)}+Tinos`);
  const descriptor = add(
    dict({
      Type: name('FontDescriptor'),
      FontName: baseFont,
      // Serif and nonsymbolic (9.8.2)
      Flags: 34,
      FontBBox: font.bbox,
      ItalicAngle: 0,
      Ascent: font.ascent,
      Descent: font.descent,
      CapHeight: font.capHeight,
      StemV: 80,
      FontFile2: add(deflated(program, { Length1: program.length })),
    }),
  );
  const descendant = add(
    dict({
      Type: name('Font'),
      Subtype: name('CIDFontType2'),
      BaseFont: baseFont,
      CIDSystemInfo: dict({
        Registry: bytesString(Buffer.from('Adobe')),
        Ordering: bytesString(Buffer.from('Identity')),
        Supplement: 0,
      }),
      FontDescriptor: descriptor,
      CIDToGIDMap: name('Identity'),
      W: glyphs.flatMap((glyph): PdfObject[] => [glyph, [font.width(glyph)]]),
    }),
  );
  return add(
    dict({
      Type: name('Font'),
      Subtype: name('Type0'),
      BaseFont: baseFont,
      Encoding: name('Identity-H'),
      DescendantFonts: [descendant],
      ToUnicode: add(deflated(Buffer.from(toUnicode(byGlyph), 'latin1'))),
    }),
  );
}

export const deflated = (bytes: Uint8Array, entries: Record<string, PdfObject> = {}) =>
  stream(dict({ ...entries, Filter: name('FlateDecode') }), deflateSync(bytes));

/** Six letters that name the subset (9.6.4), the same for the same glyphs. */
function tag(glyphs: number[]): string {
  let hash = 7;
  for (const glyph of glyphs) hash = (hash * 31 + glyph) % 308915776;
  return Array.from({ length: 6 }, (_, i) =>
    String.fromCharCode(65 + (Math.floor(hash / 26 ** i) % 26)),
  ).join('');
}

function toUnicode(byGlyph: Map<number, string>): string {
  const hex = (value: number) => value.toString(16).padStart(4, '0');
  const lines = [...byGlyph].map(
    ([glyph, character]) =>
      `<${hex(glyph)}> <${[...Array(character.length).keys()].map((i) => hex(character.charCodeAt(i))).join('')}>`,
  );
  const blocks: string[] = [];
  // At most 100 entries a block (Adobe Technical Note 5014).
  for (let i = 0; i < lines.length; i += 100) {
    const block = lines.slice(i, i + 100);
    blocks.push(`${block.length} beginbfchar\n${block.join('\n')}\nendbfchar`);
  }
  return `/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def
/CMapType 2 def
1 begincodespacerange
<0000> <ffff>
endcodespacerange
${blocks.join('\n')}
endcmap
CMapName currentdict /CMap defineresource pop
end
end`;
}
