/** How wide the glyphs of a font are (ISO 32000-1, 9.2.4 and 9.7.4.3), as far as places of letters ask. */
import { isName, type PdfDict, type PdfObject } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import { blanksOf } from './blankGlyphs.ts';
import { characterMap } from './characterMap.ts';

export interface GlyphWidths {
  bytesPerCode: 1 | 2;
  /** It brings shapes of its own, which need not be those of letters. */
  isEmbedded: boolean;
  /** How far its letters move the pen is known. */
  isMeasured: boolean;
  /** They may stand below each other. */
  isVertical: boolean;
  /** Of the font's size. */
  of(code: number): number;
  /** Nothing is seen of it. */
  isBlank(code: number): boolean;
}

/** Of codes 32 to 126, in thousandths: what fonts of the standard 14 have that bring no widths (9.6.2.2). */
const HELVETICA =
  '278 278 355 556 556 889 667 191 333 333 389 584 278 333 278 278 556 556 556 556 556 556 556 556 556 556 278 278 584 584 584 556 1015 667 667 722 722 667 611 778 722 278 500 667 556 833 722 778 667 778 722 667 611 722 667 944 667 667 611 278 278 278 469 556 333 556 556 500 556 556 278 556 556 222 222 500 222 833 556 556 556 556 333 500 278 556 500 722 500 500 500 334 260 334 584';
const TIMES =
  '250 333 408 500 500 833 778 180 333 333 500 564 250 333 250 278 500 500 500 500 500 500 500 500 500 500 278 278 564 564 564 444 921 722 667 667 722 611 556 722 722 333 389 722 611 889 722 722 556 722 667 556 611 722 722 944 722 722 611 333 278 333 469 500 333 444 500 444 500 444 333 500 500 278 278 500 278 778 500 500 500 500 333 389 278 500 500 722 500 500 444 480 200 480 541';
const COURIER = 600;
const LETTER = 500;
const MAX_WIDTHS = 65_536;

/** A font is chosen for each line anew. */
const known = new WeakMap<PdfView, Map<PdfDict, GlyphWidths>>();

export function glyphWidths(view: PdfView, object: PdfObject | undefined): GlyphWidths {
  const font = view.dict(object);
  const fonts = known.get(view) ?? new Map<PdfDict, GlyphWidths>();
  known.set(view, fonts);
  const found = (font && fonts.get(font)) ?? readWidths(view, font);
  if (font) fonts.set(font, found);
  return found;
}

function readWidths(view: PdfView, font: PdfDict | undefined): GlyphWidths {
  if (!font)
    return {
      bytesPerCode: 1,
      isEmbedded: false,
      isMeasured: true,
      isVertical: false,
      of: () => LETTER / 1000,
      isBlank: (code) => code === 32,
    };
  if (nameOf(view, font, 'Subtype') === 'Type0') return compositeWidths(view, font);
  const widths = view.numbers(font.entries.get('Widths'), MAX_WIDTHS);
  const first = Number(view.get(font, 'FirstChar')) || 0;
  // Glyphs that are drawings have a space of their own (9.6.5).
  const unit =
    nameOf(view, font, 'Subtype') === 'Type3'
      ? (view.numbers(font.entries.get('FontMatrix'), MAX_WIDTHS)[0] ?? 0)
      : 0.001;
  const standard = standardWidths(nameOf(view, font, 'BaseFont'));
  const isEmbedded = bringsShapes(view, font);
  const of = (code: number) => (widths[code - first] || standard(code)) * Math.abs(unit);
  return {
    bytesPerCode: 1,
    isEmbedded,
    isMeasured: true,
    isVertical: false,
    of,
    isBlank: blanksOf(view, font, undefined, of),
  };
}

function standardWidths(baseFont: string): (code: number) => number {
  if (/Courier/.test(baseFont)) return () => COURIER;
  const widths = (/Times|Tinos/.test(baseFont) ? TIMES : HELVETICA).split(' ').map(Number);
  return (code) => widths[code - 32] ?? LETTER;
}

/** `/W` as arrays and ranges. */
function compositeWidths(view: PdfView, font: PdfDict): GlyphWidths {
  const descendant = view.dict(view.array(font.entries.get('DescendantFonts'))[0]);
  const rest = descendant ? view.get(descendant, 'DW') : null;
  const found = new Map<number, number>();
  const list = view.array(descendant?.entries.get('W')).slice(0, MAX_WIDTHS);
  for (let at = 0; at < list.length; ) {
    const from = Number(view.resolve(list[at]));
    const next = view.resolve(list[at + 1]);
    if (Array.isArray(next)) {
      for (const [index, width] of view.numbers(next, MAX_WIDTHS).entries()) found.set(from + index, width);
      at += 2;
    } else {
      const to = Math.min(Number(next), from + MAX_WIDTHS);
      for (let code = from; code <= to && found.size <= MAX_WIDTHS; code++)
        found.set(code, Number(view.resolve(list[at + 2])));
      at += 3;
    }
  }
  const width = typeof rest === 'number' ? rest : 1000;
  const isEmbedded = descendant ? bringsShapes(view, descendant) : false;
  const of = (code: number) => (found.get(code) ?? width) / 1000;
  const { bytesPerCode, isIdentity: isMeasured, isVertical } = characterMap(view, font);
  return {
    bytesPerCode,
    isEmbedded,
    isMeasured,
    isVertical,
    of,
    isBlank: blanksOf(view, font, descendant, of),
  };
}

const bringsShapes = (view: PdfView, font: PdfDict): boolean =>
  [...(view.dict(font.entries.get('FontDescriptor'))?.entries.keys() ?? [])].some((key) =>
    key.startsWith('FontFile'),
  );

function nameOf(view: PdfView, dict: PdfDict, key: string): string {
  const value = view.get(dict, key);
  return isName(value) ? value.value : '';
}
