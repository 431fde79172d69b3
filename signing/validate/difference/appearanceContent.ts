/** What an appearance draws, as far as the rules of filling in fields ask (ISO 32000-1, 12.5.5 and annex A). */
import { boxOf } from '../../appearance/box.ts';
import { PdfError } from '../../pdf/errors.ts';
import type { Matrix } from '../../pdf/matrix.ts';
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
  /** A font whose glyphs are drawings (Type 3) or pictures (dingbats). */
  hasPictureFont: boolean;
  /** Its colours may be others than it says: by a graphics state, or by a space that stands for those of devices. */
  turnsColours: boolean;
  /** All its fonts are such as one writes with. */
  hasTextFont: boolean;
  /** From its space, before its own operators, to points from the lower left corner of the annotation. */
  toRectangle: Matrix;
  /** The annotation's width and height in points. */
  size: readonly [number, number];
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
  if (!isStream(stream) || stream.wrongLength || hasTwoFilters(stream)) return 'unreadable';
  try {
    const tokens = contentTokens(view.file.decode(stream, view.revision));
    if (!tokens) return 'unreadable';
    const { operators } = tokens;
    const resources = view.dict(stream.dict.entries.get('Resources'));
    const fonts = fontsOf(view, resources, operators);
    return {
      operators,
      text: tokens.strings.map((bytes) => bytes.toString('latin1')).join(' '),
      textLength: tokens.strings.reduce((sum, bytes) => sum + shownBytes(bytes), 0),
      hasPictureFont: fonts.some((font) => isPictureFont(view, font)),
      turnsColours: turnsColours(view, resources),
      hasTextFont: fonts.length > 0 && fonts.every((font) => isTextFont(view, font)),
      ...placeOf(view, stream, widget),
    };
  } catch (error) {
    if (error instanceof PdfError) return 'unreadable';
    throw error;
  }
}

/** Programs draw an empty field as one space: code 32 or 160, or glyph 3 of fonts with two bytes a glyph. */
const blank = new Set([0, 3, 9, 10, 13, 32, 160]);

const shownBytes = (bytes: Buffer): number => bytes.filter((byte) => !blank.has(byte)).length;

/** Its own fonts, and those that it calls from the form's default resources where it has none (12.7.3.3). */
export function fontsOf(view: PdfView, resources: PdfDict | undefined, operators: string): PdfObject[] {
  const own = view.dict(resources?.entries.get('Font'));
  const defaults = view.dict(view.dict(view.acroForm?.entries.get('DR'))?.entries.get('Font'));
  const called = [...operators.matchAll(/\/(\S+) \S+ Tf(?= |$)/g)].map(([, font]) => font!);
  const missing = called.flatMap((font) =>
    own?.entries.has(font) ? [] : (defaults?.entries.get(font) ?? []),
  );
  return [...(own?.entries.values() ?? []), ...missing];
}

/** The abbreviations of inline images (8.9.7), which some readers take first and others never. */
const hasTwoFilters = ({ dict }: PdfStream): boolean => dict.entries.has('F') || dict.entries.has('DP');

/** Entries of a graphics state (table 58) that change neither colours, nor fonts, nor what covers what. */
const plainState = new Set('Type LW LC LJ ML D RI OP op OPM FL SM SA CA ca AIS TK BM SMask'.split(' '));

function turnsColours(view: PdfView, resources: PdfDict | undefined): boolean {
  const states = view.dict(resources?.entries.get('ExtGState'));
  const spaces = view.dict(resources?.entries.get('ColorSpace'));
  return (
    [...(spaces?.entries.keys() ?? [])].some((key) => key.startsWith('Default')) ||
    [...(states?.entries.values() ?? [])].some((item) => {
      const state = view.dict(item);
      return (
        !state || [...state.entries.keys()].some((key) => !plainState.has(key) || isUnusual(view, state, key))
      );
    })
  );
}

function isUnusual(view: PdfView, state: PdfDict, key: string): boolean {
  const usual = { BM: 'Normal', SMask: 'None' }[key];
  const value = view.get(state, key);
  return usual !== undefined && !(isName(value) && value.value === usual);
}

const fontName = (view: PdfView, item: PdfObject, key: string): string => {
  const font = view.dict(item);
  const value = font ? view.get(font, key) : null;
  return isName(value) ? value.value : '';
};

export const isPictureFont = (view: PdfView, item: PdfObject): boolean =>
  fontName(view, item, 'Subtype') === 'Type3' ||
  /dingbats|wingdings|webdings/i.test(fontName(view, item, 'BaseFont'));

/** One whose letters are letters, as far as its name tells. */
const isTextFont = (view: PdfView, item: PdfObject): boolean =>
  /^(?:[A-Z]{6}\+)?(?:Helvetica|Arial|Times|Courier|Tinos|Liberation|Verdana|Tahoma|Calibri)/.test(
    fontName(view, item, 'BaseFont'),
  );

/** The appearance's box, turned by its matrix, is stretched to the annotation's rectangle (12.5.5, algorithm 8.1). */
export function placeOf(
  view: PdfView,
  { dict }: PdfStream,
  widget: PdfDict,
): Pick<AppearanceContent, 'toRectangle' | 'size'> {
  const numbers = (owner: PdfDict, key: string) =>
    view.array(owner.entries.get(key)).map((item) => Number(view.resolve(item)));
  const box = boxOf(numbers(dict, 'BBox'));
  const [a = 1, b = 0, c = 0, d = 1] = numbers(dict, 'Matrix');
  const xs = [box.x, box.x + box.width].flatMap((x) => [box.y, box.y + box.height].map((y) => a * x + c * y));
  const ys = [box.x, box.x + box.width].flatMap((x) => [box.y, box.y + box.height].map((y) => b * x + d * y));
  const { width, height } = boxOf(numbers(widget, 'Rect'));
  const sx = width / (Math.max(...xs) - Math.min(...xs));
  const sy = height / (Math.max(...ys) - Math.min(...ys));
  return {
    toRectangle: [a * sx, b * sy, c * sx, d * sy, -Math.min(...xs) * sx, -Math.min(...ys) * sy],
    size: [width, height],
  };
}

/** Operators that draw something other than text, lines and plain areas; patterns as well. */
export const drawsPictures = ({ operators }: AppearanceContent): boolean =>
  /(?:^| )(?:Do|sh|BI|EI|ID)(?= |$)|\/\S+ (?:scn|SCN)(?= |$)/.test(operators);

/** Areas filled (8.5.3.3). */
export const fillsAreas = ({ operators }: AppearanceContent): boolean =>
  /(?:^| )(?:f|F|f\*|B|B\*|b|b\*)(?= |$)/.test(operators);

const WIDEST_LINE = 4;
/** Lines times their width, in points: more of them would be an area. */
const MOST_LINES = 16;
/** Lines that an operator adds to a path at the most. */
const linesOf: Record<string, number> = { l: 1, h: 1, c: 2, v: 2, y: 2, re: 4 };
const strokes = new Set(['S', 's', 'B', 'B*', 'b', 'b*']);
const endsPath = new Set([...strokes, 'f', 'F', 'f*', 'n']);

/** Lines so wide or so many that they cover, or as wide as a graphics state says. */
export function strokesWidely({ operators, toRectangle: [a, b, c, d] }: AppearanceContent): boolean {
  if (!/(?:^| )(?:S|s|B|B\*|b|b\*)(?= |$)/.test(operators)) return false;
  if (/ gs(?= |$)/.test(operators)) return true;
  const widths = [...operators.matchAll(/(\S+) w(?= |$)/g)].map(([, width]) => Math.abs(Number(width)));
  const scale = Math.max(1, Math.hypot(a, b), Math.hypot(c, d));
  const widest = (widths.length ? Math.max(...widths) : 1) * stretch(operators) * scale;
  return !(widest <= WIDEST_LINE && widest * linesStroked(operators) <= MOST_LINES);
}

function linesStroked(operators: string): number {
  let stroked = 0;
  let path = 0;
  for (const token of operators.split(' ')) {
    path += linesOf[token] ?? 0;
    if (strokes.has(token)) stroked += path;
    if (endsPath.has(token)) path = 0;
  }
  return stroked;
}

/** How much larger the matrices of its own may make what it draws. */
const stretch = (operators: string): number =>
  [...operators.matchAll(/(\S+) (\S+) (\S+) (\S+) \S+ \S+ cm(?= |$)/g)].reduce((product, [, ...matrix]) => {
    const [a, b, c, d] = matrix.map(Number) as [number, number, number, number];
    return product * Math.max(1, Math.hypot(a, b), Math.hypot(c, d));
  }, 1);

/** Text that is outlined, hidden or a clip (9.3.6): its shape is not that of its letters. */
export const bendsText = ({ operators }: AppearanceContent): boolean =>
  [...operators.matchAll(/(\S+) Tr(?= |$)/g)].some(([, mode]) => Number(mode) !== 0);

export const withoutText = ({ operators }: AppearanceContent): string =>
  operators
    .replace(/(?<=^|\s)BT\s.*?\sET(?=\s|$)/gs, ' ')
    .replace(/\s+/g, ' ')
    .trim();
