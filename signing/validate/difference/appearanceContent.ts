/** What an appearance draws, as far as the rules of filling in fields ask (ISO 32000-1, 12.5.5 and annex A). */
import { boxOf } from '../../appearance/box.ts';
import { PdfError } from '../../pdf/errors.ts';
import { isName, isStream, type PdfDict, type PdfObject, type PdfStream } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import { contentTokens } from './contentTokens.ts';

export interface AppearanceContent {
  /** Its tokens, one space between them; each string is `()`, because its text may look like operators. */
  operators: string;
  /** All its strings, as the codes of its fonts. */
  text: string;
  /** Bytes of all its strings, blanks aside: how much text it shows. */
  textLength: number;
  /** A font whose glyphs are drawings (Type 3) or pictures (dingbats), or a graphics state that may bring one. */
  hasPictureFont: boolean;
  /** Points on the page for a unit of its space, before its own operators; 1 where they are fewer. */
  scale: number;
}

/**
 * @param widget the annotation that the appearance is drawn for
 * @returns undefined for no appearance at all, `unreadable` for one that is no stream or cannot be read
 */
export function appearanceContent(
  view: PdfView,
  appearance: PdfObject | undefined,
  widget: PdfDict,
): AppearanceContent | 'unreadable' | undefined {
  const stream = view.resolve(appearance);
  if (stream === null) return undefined;
  // Readers that go by the length, and those that go by the end, would draw different pictures.
  if (!isStream(stream) || stream.wrongLength) return 'unreadable';
  try {
    const tokens = contentTokens(view.file.decode(stream, view.revision));
    if (!tokens) return 'unreadable';
    return {
      operators: tokens.operators,
      text: tokens.strings.map((bytes) => bytes.toString('latin1')).join(' '),
      textLength: tokens.strings.reduce((sum, bytes) => sum + shownBytes(bytes), 0),
      hasPictureFont: hasPictureFont(view, stream, tokens.operators),
      scale: scaleOf(view, stream, widget),
    };
  } catch (error) {
    if (error instanceof PdfError) return 'unreadable';
    throw error;
  }
}

/** Programs draw an empty field as one space: code 32 or 160, or glyph 3 of fonts with two bytes a glyph. */
const blank = new Set([0, 3, 9, 10, 13, 32, 160]);

const shownBytes = (bytes: Buffer): number => bytes.filter((byte) => !blank.has(byte)).length;

function hasPictureFont(view: PdfView, { dict }: PdfStream, operators: string): boolean {
  const resources = view.dict(dict.entries.get('Resources'));
  const states = view.dict(resources?.entries.get('ExtGState'));
  const bringsFont = [...(states?.entries.values() ?? [])].some((item) =>
    view.dict(item)?.entries.has('Font'),
  );
  if (bringsFont && / gs(?= |$)/.test(operators)) return true;
  const own = view.dict(resources?.entries.get('Font'));
  // Viewers take what is missing from the form's default resources (12.7.3.3).
  const defaults = view.dict(view.dict(view.acroForm?.entries.get('DR'))?.entries.get('Font'));
  const called = [...operators.matchAll(/\/(\S+) \S+ Tf(?= |$)/g)].map(([, font]) => font!);
  const missing = called.filter((font) => !own?.entries.has(font));
  return [...(own?.entries.values() ?? []), ...missing.map((font) => defaults?.entries.get(font))].some(
    (item) => isPictureFont(view, item),
  );
}

function isPictureFont(view: PdfView, item: PdfObject | undefined): boolean {
  const font = view.dict(item);
  const said = (key: string): string => {
    const value = font ? view.get(font, key) : null;
    return isName(value) ? value.value : '';
  };
  return said('Subtype') === 'Type3' || /dingbats|wingdings|webdings/i.test(said('BaseFont'));
}

/** The appearance's box, turned by its matrix, is stretched to the annotation's rectangle (12.5.5, algorithm 8.1). */
function scaleOf(view: PdfView, { dict }: PdfStream, widget: PdfDict): number {
  const numbers = (owner: PdfDict, key: string) =>
    view.array(owner.entries.get(key)).map((item) => Number(view.resolve(item)));
  const box = boxOf(numbers(dict, 'BBox'));
  const [a = 1, b = 0, c = 0, d = 1] = numbers(dict, 'Matrix');
  const width = Math.abs(a) * box.width + Math.abs(c) * box.height;
  const height = Math.abs(b) * box.width + Math.abs(d) * box.height;
  const rectangle = boxOf(numbers(widget, 'Rect'));
  const stretched = Math.max(rectangle.width / width, rectangle.height / height);
  return Math.max(1, stretched * Math.max(Math.hypot(a, b), Math.hypot(c, d)));
}

/** Operators that draw something other than text, lines and plain areas; patterns as well. */
export const drawsPictures = ({ operators }: AppearanceContent): boolean =>
  /(?:^| )(?:Do|sh|BI|EI|ID)(?= |$)|\/\S+ (?:scn|SCN)(?= |$)/.test(operators);

/** Areas filled (8.5.3.3). */
export const fillsAreas = ({ operators }: AppearanceContent): boolean =>
  /(?:^| )(?:f|F|f\*|B|B\*|b|b\*)(?= |$)/.test(operators);

const WIDEST_LINE = 4;

/** Lines so wide that they cover, or as wide as a graphics state says. */
export function strokesWidely({ operators, scale }: AppearanceContent): boolean {
  if (!/(?:^| )(?:S|s|B|B\*|b|b\*)(?= |$)/.test(operators)) return false;
  if (/ gs(?= |$)/.test(operators)) return true;
  const widths = [
    1,
    ...[...operators.matchAll(/(\S+) w(?= |$)/g)].map(([, width]) => Math.abs(Number(width))),
  ];
  const stretched = [...operators.matchAll(/(\S+) (\S+) (\S+) (\S+) \S+ \S+ cm(?= |$)/g)].map(
    ([, ...matrix]) => {
      const [a, b, c, d] = matrix.map(Number) as [number, number, number, number];
      return Math.max(1, Math.hypot(a, b), Math.hypot(c, d));
    },
  );
  const widest = Math.max(...widths) * stretched.reduce((product, factor) => product * factor, scale);
  return !(widest <= WIDEST_LINE);
}

/** Text that is outlined, hidden or a clip (9.3.6): its shape is not that of its letters. */
export const bendsText = ({ operators }: AppearanceContent): boolean =>
  [...operators.matchAll(/(\S+) Tr(?= |$)/g)].some(([, mode]) => Number(mode) !== 0);

export const withoutText = ({ operators }: AppearanceContent): string =>
  operators
    .replace(/(?<=^|\s)BT\s.*?\sET(?=\s|$)/gs, ' ')
    .replace(/\s+/g, ' ')
    .trim();
