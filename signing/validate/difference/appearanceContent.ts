/** What an appearance draws, as far as the rules of filling in fields ask (ISO 32000-1, 12.5.5 and annex A). */
import { PdfError } from '../../pdf/errors.ts';
import { isName, isStream, type PdfObject } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';

export interface AppearanceContent {
  /** Its operators; each string is replaced by `()`, because its text may look like operators. */
  operators: string;
  /** Bytes of all its strings, blanks aside: how much text it shows, in the codes of its fonts. */
  textLength: number;
  /** A font whose glyphs are drawings (Type 3) or pictures (dingbats). */
  hasPictureFont: boolean;
}

const strings = /\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)|<[0-9A-Fa-f\s]*>/gs;

/** @returns undefined for no appearance at all, `unreadable` for one that is no stream or cannot be unpacked */
export function appearanceContent(
  view: PdfView,
  appearance: PdfObject | undefined,
): AppearanceContent | 'unreadable' | undefined {
  const stream = view.resolve(appearance);
  if (stream === null) return undefined;
  // Readers that go by the length, and those that go by the end, would draw different pictures.
  if (!isStream(stream) || stream.wrongLength) return 'unreadable';
  try {
    const content = view.file.decode(stream, view.revision).toString('latin1');
    let textLength = 0;
    const operators = content.replace(strings, (text) => {
      textLength += shownBytes(text);
      return ' () ';
    });
    return {
      operators,
      textLength,
      hasPictureFont: hasPictureFont(view, stream.dict.entries.get('Resources')),
    };
  } catch (error) {
    if (error instanceof PdfError) return 'unreadable';
    throw error;
  }
}

/** Programs draw an empty field as one space: code 32 or 160, or glyph 3 of fonts with two bytes a glyph. */
const blank = new Set([0, 3, 9, 10, 13, 32, 160]);

function shownBytes(text: string): number {
  const inner = text.slice(1, -1);
  const bytes = text.startsWith('<')
    ? Buffer.from(inner.replace(/\s/g, ''), 'hex')
    : Buffer.from(inner, 'latin1');
  return bytes.filter((byte) => !blank.has(byte)).length;
}

function hasPictureFont(view: PdfView, resources: PdfObject | undefined): boolean {
  const fonts = view.dict(view.dict(resources)?.entries.get('Font'));
  return [...(fonts?.entries.values() ?? [])].some((item) => {
    const font = view.dict(item);
    const said = (key: string): string => {
      const value = font ? view.get(font, key) : null;
      return isName(value) ? value.value : '';
    };
    return said('Subtype') === 'Type3' || /dingbats|wingdings|webdings/i.test(said('BaseFont'));
  });
}

/** Operators that draw something other than text, lines and plain areas; patterns as well. */
export const drawsPictures = ({ operators }: AppearanceContent): boolean =>
  /(?:^|[\s\])>])(Do|sh|BI|EI|ID)(?=\s|$)|\/[^\s/]+\s+(?:scn|SCN)(?=\s|$)/.test(operators);

/** Areas filled (8.5.3.3). */
export const fillsAreas = ({ operators }: AppearanceContent): boolean =>
  /(?:^|[\s\])>])(f|F|f\*|B|B\*|b|b\*)(?=\s|$)/.test(operators);

const WIDEST_LINE = 4;

/** Lines so wide that they cover, or as wide as a graphics state says. */
export function strokesWidely({ operators }: AppearanceContent): boolean {
  if (!/(?:^|[\s\])>])(S|s|B|B\*|b|b\*)(?=\s|$)/.test(operators)) return false;
  const widths = [...operators.matchAll(/([\d.]+)\s+w(?=\s|$)/g)].map(([, width]) => Number(width));
  return widths.some((width) => !(width <= WIDEST_LINE)) || /\/[^\s/]+\s+gs(?=\s|$)/.test(operators);
}

/** Text that is outlined, hidden or a clip (9.3.6): its shape is not that of its letters. */
export const bendsText = ({ operators }: AppearanceContent): boolean =>
  /(?:^|\s)[1-7]\s+Tr(?=\s|$)/.test(operators);

export const withoutText = ({ operators }: AppearanceContent): string =>
  operators
    .replace(/(?<=^|\s)BT\s.*?\sET(?=\s|$)/gs, ' ')
    .replace(/\s+/g, ' ')
    .trim();
