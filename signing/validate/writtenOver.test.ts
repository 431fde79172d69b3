/** An open field that lies over what was signed: what it is filled with may stand in blanks, not over letters. */
import { describe, expect, it } from 'vitest';
import { dict, type PdfObject, ref, text } from '../pdf/objects.ts';
import { stream as handMadeStream } from '../pdf/testing/handMade.ts';
import { changed, contract, form, update } from '../testing/contract.ts';
import { signedContract } from '../testing/signedContract.ts';

const { signObjects, verdict } = signedContract();

const RECT = [72, 690, 372, 720] as const;
const field = (rect: readonly number[] = RECT) => contract[6]!.replace('72 640 172 660', rect.join(' '));

/** A page with this content and an open field over it; then the field filled. */
async function filled(
  content: string,
  written: string,
  { value = '9', entries = {}, objects = {}, rect = RECT as readonly number[] } = {},
): Promise<string[]> {
  const once = await signObjects({ ...contract, 4: handMadeStream('', content), 6: field(rect), ...objects });
  const picture = form(written);
  const [left, bottom, right, top] = rect as [number, number, number, number];
  picture.dict.entries.set('BBox', [0, 0, right - left, top - bottom]);
  for (const [key, entry] of Object.entries(entries)) picture.dict.entries.set(key, entry as PdfObject);
  const drawn = changed(once, 6, { V: text(value), AP: dict({ N: ref(30) }) });
  return [await verdict(once), await verdict(update(once, { 6: drawn, 30: picture }))];
}

const sum = 'BT /F1 24 Tf 72 700 Td (Chi 1.000.000 dong) Tj ET';
const band = 'q 0 0 0.3 rg 60 690 400 30 re f BT 1 g /F1 14 Tf 80 700 Td (KHONG chuyen nhuong) Tj ET Q';
const dark = (operators: string) => `/Tx BMC q 0 0 0.3 rg ${operators} Q EMC`;

const descendant = '<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Arial /DW 10 >>';
/** As Ghostscript writes it. */
const byteMap = handMadeStream(
  '/Type /CMap /CMapName /OneByteIdentityH',
  `begincmap /WMode 0 def 1 begincodespacerange <00> <FF> endcodespacerange
    1 begincidrange <00> <FF> 0 endcidrange endcmap`,
);
const ofOneByte =
  '<< /Type /Font /Subtype /Type0 /BaseFont /Arial /Encoding 27 0 R /DescendantFonts [28 0 R] >>';

describe('an open field over signed letters', () => {
  it.each([
    ['makes another digit of one', sum, '/Tx BMC BT 0 g /F1 24 Tf 40.7 10 Td (4) Tj ET EMC'],
    ['blackens the sum', sum, '/Tx BMC BT 0 g /F1 40 Tf 40 -5 Td (------) Tj ET EMC'],
    [
      'paints out a word by letters that stand close',
      band,
      dark(`BT /F1 30 Tf -20 Tc 0 2 Td (${'M'.repeat(30)}) Tj ET`),
    ],
    ['paints it out line by line', band, dark(`BT /F1 30 Tf 0 2 Td 2 TL ${'(MMMM) Tj T* '.repeat(9)}ET`)],
    ['paints it out by a wide letter', band, dark('BT /F1 50 Tf 3000 Tz 0 -10 Td (I) Tj ET')],
    ['paints it out by low lines, moved up', band, dark('BT /F1 50 Tf 0 20 Td (______) Tj ET')],
  ])('that %s is changed', async (_, content, written) => {
    expect(await filled(content, written)).toEqual(['valid', 'changed']);
  });

  it.each([
    ['letters larger than the field', 'BT /F1 3000 Tf -300 -900 Td (I) Tj ET'],
    ['a matrix', 'BT /F1 12 Tf 200 0 0 20 -600 -100 Tm (I) Tj ET'],
    ['a space that is stretched', '200 0 0 20 -600 -100 cm BT /F1 12 Tf (I) Tj ET'],
  ])('that paints with %s is changed, also where no letters are', async (_, operators) => {
    expect(await filled('0 0 0.3 rg 60 690 400 30 re f', dark(operators))).toEqual(['valid', 'changed']);
  });

  it('that is stretched from a small box is changed', async () => {
    const entries = { BBox: [0, 0, 1, 1] };
    const written = dark('BT /F1 12 Tf -1 -4 Td (I) Tj ET');
    expect(await filled(band, written, { entries })).toEqual(['valid', 'changed']);
  });

  it('that viewers draw is changed, and so is one over what a stamp says', async () => {
    const once = await signObjects({ ...contract, 6: field() });
    const anew = changed(once, 6, { V: text('9'), DA: text('/F1 30 Tf 0 g') });
    expect(await verdict(update(once, { 6: anew }))).toBe('changed');
    const stamp = `<< /Type /Annot /Subtype /Stamp /Rect [${RECT.join(' ')}] /F 4 /AP << /N 13 0 R >> >>`;
    const objects = {
      3: contract[3]!.replace('[6 0 R', '[12 0 R 6 0 R'),
      12: stamp,
      13: handMadeStream(
        '/Type /XObject /Subtype /Form /BBox [0 0 300 30] /Resources << /Font << /F1 5 0 R >> >>',
        'BT /F1 12 Tf 5 10 Td (Da duyet) Tj ET',
      ),
    };
    expect(await filled('', '/Tx BMC BT 0 g /F1 12 Tf 5 10 Td (9) Tj ET EMC', { objects })).toEqual([
      'valid',
      'changed',
    ]);
  });

  it('with a font that brings its own shapes is changed wherever it stands', async () => {
    const objects = {
      3: contract[3]!,
      12: '<< /Type /Font /Subtype /TrueType /BaseFont /AAAAAA+Arial /FontDescriptor 13 0 R >>',
      13: '<< /Type /FontDescriptor /FontName /AAAAAA+Arial /FontFile2 14 0 R >>',
      14: handMadeStream('', 'x'),
    };
    const entries = { Resources: dict({ Font: dict({ F1: ref(12) }) }) };
    const written = '/Tx BMC BT 0 g /F1 12 Tf 290 10 Td (9) Tj ET EMC';
    expect(await filled(sum, written, { objects, entries })).toEqual(['valid', 'changed']);
    expect(await filled(sum, written, { objects })).toEqual(['valid', 'valid']);
  });

  it.each([
    ['a spot colour', `/Spot cs 1 scn ${sum}`],
    ['the colour that a space begins with', `1 g /DeviceRGB cs ${sum}`],
    ['white, their outlines in black', `1 g 1 Tr ${sum}`],
    ['an image seen through them', `7 Tr ${sum} /X Do`],
    ['white, on a broad line', `20 w 60 708 m 400 708 l S 1 g ${sum}`],
    ['the font of a graphics state', `/Large gs ${sum.replace('/F1 24 Tf', '')}`],
    ['a font that writes downwards', 'BT /Down 24 Tf 118 800 Td (\\000\\065\\000\\066) Tj ET'],
    ['a map of codes of its own, of one byte', 'BT /Byte 24 Tf 72 700 Td (56) Tj ET'],
    ['a map of codes that is not known', 'BT /Other 24 Tf 72 700 Td (\\000\\065\\000\\066) Tj ET'],
  ])('in %s is changed', async (_, content) => {
    const composite = (encoding: string) =>
      `<< /Type /Font /Subtype /Type0 /BaseFont /Arial /Encoding /${encoding} /DescendantFonts [23 0 R] >>`;
    const resources = '/ColorSpace << /Spot 21 0 R >> /ExtGState << /Large << /Font [5 0 R 24] >> >>';
    const objects = {
      3: contract[3]!.replace(
        '/Resources << /Font <<',
        `/Resources << ${resources} /Font << /Down 24 0 R /Other 25 0 R /Byte 26 0 R`,
      ),
      20: handMadeStream(
        '/Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8',
        '\0',
      ),
      21: '[/Separation /Black /DeviceGray 22 0 R]',
      22: '<< /FunctionType 2 /Domain [0 1] /C0 [1] /C1 [0] /N 1 >>',
      23: descendant,
      24: composite('Identity-V'),
      25: composite('UniJIS-UTF16-H'),
      26: ofOneByte,
      27: byteMap,
      28: descendant.replace('/DW 10', '/DW 1000'),
    };
    const written = '/Tx BMC BT 0 g /F1 24 Tf 40.7 10 Td (4) Tj ET EMC';
    expect(await filled(content, written, { objects })).toEqual(['valid', 'changed']);
  });

  it.each([
    ['white on paper', `1 g ${sum}`],
    ['white, beside a broad line', `20 w 60 500 m 400 500 l S 1 g ${sum}`],
    ['a map of codes of its own, beside it', 'BT /Byte 24 Tf 72 700 Td (56) Tj ET'],
    ['a map of codes that is not known, on another line', 'BT /Other 24 Tf 72 400 Td (\\000\\065) Tj ET'],
  ])('of which nothing is seen there, in %s, is valid', async (_, content) => {
    const objects = {
      3: contract[3]!.replace('/Font <<', '/Font << /Other 25 0 R /Byte 26 0 R'),
      23: descendant,
      26: ofOneByte,
      27: byteMap,
      28: descendant.replace('/DW 10', '/DW 500'),
      25: '<< /Type /Font /Subtype /Type0 /BaseFont /Arial /Encoding /UniJIS-UTF16-H /DescendantFonts [23 0 R] >>',
    };
    const written = '/Tx BMC BT 0 g /F1 24 Tf 40.7 10 Td (4) Tj ET EMC';
    expect(await filled(content, written, { objects })).toEqual(['valid', 'valid']);
  });

  it('on a page with a path of more points than a call takes arguments', async () => {
    const content = `0 0 m ${'1 1 l '.repeat(300_000)} f ${sum}`;
    const written = '/Tx BMC BT 0 g /F1 24 Tf 40.7 10 Td (4) Tj ET EMC';
    expect(await filled(content, written)).toEqual(['valid', 'changed']);
  });

  it('within a form that the page draws, is changed', async () => {
    const objects = {
      20: handMadeStream(
        '/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Matrix [1 0 0 1 72 700] /Resources << /Font << /F1 5 0 R >> >>',
        'BT /F1 24 Tf (Chi 1.000.000 dong) Tj ET',
      ),
    };
    const written = '/Tx BMC BT 0 g /F1 24 Tf 40.7 10 Td (4) Tj ET EMC';
    expect(await filled('/X Do', written, { objects })).toEqual(['valid', 'changed']);
  });
});

/** What is asked of a font: one character map of bytes, and which glyphs have an outline (all but the fifth). */
function fontProgram(): Buffer {
  const cmap = Buffer.concat([
    Buffer.from([0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 12]),
    Buffer.from([0, 0, 1, 6, 0, 0, ...Array(256).keys()]),
  ]);
  const loca = Buffer.alloc(514);
  for (let glyph = 0; glyph <= 256; glyph++) loca.writeUInt16BE(glyph > 5 ? glyph - 1 : glyph, glyph * 2);
  const tables = Object.entries({ cmap, head: Buffer.alloc(54), loca });
  const header = Buffer.alloc(12 + tables.length * 16);
  header.writeUInt16BE(tables.length, 4);
  let offset = header.length;
  for (const [index, [tag, bytes]] of tables.entries()) {
    header.write(tag, 12 + index * 16, 'latin1');
    header.writeUInt32BE(offset, 20 + index * 16);
    header.writeUInt32BE(bytes.length, 24 + index * 16);
    offset += bytes.length;
  }
  return Buffer.concat([header, ...tables.map(([, bytes]) => bytes)]);
}

describe('an open field over glyphs of a font that the page brings', () => {
  const written = '/Tx BMC BT 0 g /F1 12 Tf 40 10 Td (2225) Tj ET EMC';
  const line = (code: string) => `BT /F1 12 Tf 100 700 Td <${code.repeat(4)}> Tj ET`;
  const font = (more: string, program = fontProgram().toString('latin1')) => ({
    5: `<< /Type /Font /Subtype /TrueType /BaseFont /AAAAAA+Tinos /FontDescriptor 13 0 R ${more} >>`,
    13: '<< /Type /FontDescriptor /FontName /AAAAAA+Tinos /Flags 4 /FontFile2 14 0 R >>',
    14: handMadeStream('', program),
  });
  // The picture of what is filled in has a font of its own.
  const entries = { Resources: dict({ Font: dict({ F1: dict({}) }) }) };
  it.each([
    ['is filled where it has no outline', 'valid', line('05'), font('')],
    ['is changed where it has one', 'changed', line('31'), font('')],
    [
      'is changed where its name is that of a letter',
      'changed',
      line('05'),
      font('/Encoding << /Differences [5 /one] >>'),
    ],
    ['is changed where the font ends early', 'changed', line('41').replace('<', '<05'), font('', 'abc')],
  ])('%s', async (_, expected, content, objects) => {
    expect(await filled(content, written, { objects, entries })).toEqual(['valid', expected]);
  });
});

describe('an open field in a blank', () => {
  const number = '/Tx BMC BT 0 g /F1 12 Tf 40 10 Td (2225) Tj ET EMC';
  it.each([
    ['between letters of the line', 'BT /F1 12 Tf 72 700 Td (So:) Tj 80 0 Td (/QD-UBND) Tj ET'],
    ['on dots', 'BT /F1 12 Tf 72 700 Td (So: ........................ /QD) Tj ET'],
    [
      'on dots that are set one by one',
      'BT /F1 12 Tf 72 700 Td [(So: .) 1 (.) 1 (.) 1 (.) 1 (.) 1 (.) 1 (.) 1 (.) 1 (.)] TJ ET',
    ],
    ['on dots with blanks between them', `BT /F1 12 Tf 72 700 Td (So: ${'. '.repeat(16)}/QD) Tj ET`],
    ['on a line', 'BT /F1 12 Tf 90 700 Td (____________________) Tj ET'],
    [
      'below a line of text and above another',
      'BT /F1 12 Tf 72 714 Td 13.8 TL (dong tren) Tj T* T* (dong duoi) Tj ET',
    ],
    ['over an anchor in white, which nobody sees', 'BT 1 g /F1 12 Tf 100 700 Td (#so#) Tj ET'],
    ['over text that is not drawn', 'BT 3 Tr /F1 12 Tf 100 700 Td (2225) Tj ET'],
    ['on a dark ground without letters', '0 0 0.3 rg 60 690 400 30 re f'],
  ])('%s may be filled', async (_, content) => {
    expect(await filled(content, number)).toEqual(['valid', 'valid']);
  });

  it('may be filled with words and blanks that are cut off at its end', async () => {
    const written = `/Tx BMC BT 0 g /F1 12 Tf 2 10 Td (Nguyen Van A${' '.repeat(80)}) Tj ET EMC`;
    const rect = [72, 690, 150, 720];
    const content = 'BT /F1 12 Tf 152 700 Td (o ben canh) Tj ET';
    expect(await filled(content, written, { rect })).toEqual(['valid', 'valid']);
  });
});
