/**
 * Where a page draws (ISO 32000-1, 8 and 9): areas that may be larger than what is drawn in them, and never smaller.
 * Letters are taken for a half wider than an em, lines for as wide as their corners may reach.
 */
import { PdfError } from '../../pdf/errors.ts';
import { IDENTITY, type Matrix, moved, times } from '../../pdf/matrix.ts';
import { isName, isStream, type PdfDict, type PdfObject } from '../../pdf/objects.ts';
import { type Page, pageAttribute } from '../../pdf/pages.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import { TEXT_STATE, type TextState } from '../../pdf/textState.ts';
import { type Area, cornersOf, extentOf, type Point } from './area.ts';
import { contentTokens } from './contentTokens.ts';
import { adds, fills, pointsOf } from './paintedPaths.ts';

const MAX_DEPTH = 12;
const MAX_OPERATORS = 500_000;
const WIDEST_GLYPH = 1.5;
const HIGHEST = 1.4;
const DEEPEST = 0.6;
/** A mitre is ten times as long as a line is wide at the most (8.4.3.5), half of it on each side. */
const CORNER = 5;

interface State extends TextState {
  matrix: Matrix;
  lineWidth: number;
}

/** @returns undefined where it cannot be said: shadings, glyphs that are drawings, images inline, what cannot be read */
export function drawnAreas(view: PdfView, page: Page): Area[] | undefined {
  const walk: Walk = { view, areas: [], left: MAX_OPERATORS };
  const contents = page.dict.entries.get('Contents');
  const streams = isStream(view.resolve(contents)) ? [contents] : view.array(contents);
  const resources = view.dict(pageAttribute(view, page, 'Resources'));
  try {
    const content = Buffer.concat(streams.flatMap((item) => [decoded(view, item), Buffer.from('\n')]));
    return draw(walk, content, resources, IDENTITY, 0) ? walk.areas : undefined;
  } catch (error) {
    if (error instanceof PdfError) return undefined;
    throw error;
  }
}

interface Walk {
  view: PdfView;
  areas: Area[];
  /** Operators that may still be looked at. */
  left: number;
}

function decoded(view: PdfView, object: PdfObject | undefined): Buffer {
  const stream = view.resolve(object);
  return isStream(stream) ? view.file.decode(stream, view.revision) : Buffer.alloc(0);
}

/** @returns false where something is drawn that has no known bounds */
function draw(
  walk: Walk,
  content: Buffer,
  resources: PdfDict | undefined,
  matrix: Matrix,
  depth: number,
): boolean {
  const tokens = contentTokens(content);
  if (!tokens || depth > MAX_DEPTH) return false;
  const { view, areas } = walk;
  const saved: State[] = [];
  let state: State = { ...TEXT_STATE, lineWidth: 1, matrix };
  let line = IDENTITY;
  /** Along the line, where the next letter may begin. */
  let from = 0;
  let to = 0;
  let path: Point[] = [];
  let operands: number[] = [];
  let name = '';
  let string = 0;
  let bytes = 0;
  let back = 0;
  let forth = 0;

  const set = (changes: Partial<State>): true => {
    state = { ...state, ...changes };
    return true;
  };
  const startLine = (next: Matrix): true => {
    line = next;
    from = 0;
    to = 0;
    return true;
  };
  const move = (x = 0, y = 0): true => startLine(times([1, 0, 0, 1, x, y], line));
  const show = (): true => {
    const { fontSize, charSpacing, wordSpacing, scale, rise } = state;
    const size = Math.abs(fontSize);
    const each = WIDEST_GLYPH * size + Math.abs(charSpacing) + Math.abs(wordSpacing);
    const wide = bytes * each * Math.abs(scale);
    const step = (size * Math.abs(scale)) / 1000;
    // A negative size or scale writes to the left.
    from -= back * step + (fontSize < 0 || scale < 0 ? wide : 0);
    to += wide + forth * step;
    const bottom = rise - (fontSize < 0 ? HIGHEST : DEEPEST) * size;
    const box = cornersOf({ left: from, right: to, bottom, top: rise + HIGHEST * size });
    if (bytes > 0) areas.push(extentOf(box.map((point) => moved(moved(point, line), state.matrix))));
    return true;
  };
  /** What each operator does; false where what it draws has no known bounds. */
  const steps: Record<string, () => boolean> = {
    q: () => saved.push(state) > 0,
    Q: () => set(saved.pop() ?? state),
    cm: () => set({ matrix: times(operands, state.matrix) }),
    w: () => set({ lineWidth: Math.abs(operands.at(-1) ?? 1) }),
    BT: () => startLine(IDENTITY),
    Tm: () => startLine(times(operands, IDENTITY)),
    Td: () => move(operands[0], operands[1]),
    TD: () => set({ leading: -(operands[1] ?? 0) }) && move(operands[0], operands[1]),
    'T*': () => move(0, -state.leading),
    TL: () => set({ leading: operands.at(-1) ?? 0 }),
    Tz: () => set({ scale: (operands.at(-1) ?? 100) / 100 }),
    Ts: () => set({ rise: operands.at(-1) ?? 0 }),
    Tc: () => set({ charSpacing: operands.at(-1) ?? 0 }),
    Tw: () => set({ wordSpacing: operands.at(-1) ?? 0 }),
    Tf: () => set({ fontSize: operands.at(-1) ?? 0 }) && isPlainFont(view, entry('Font')),
    gs: () => changesNothingUnseen(view, entry('ExtGState')),
    Tj: show,
    TJ: show,
    "'": () => move(0, -state.leading) && show(),
    '"': () =>
      set({ wordSpacing: operands[0] ?? 0, charSpacing: operands[1] ?? 0 }) &&
      move(0, -state.leading) &&
      show(),
    n: () => {
      path = [];
      return true;
    },
    Do: () => drawObject(walk, entry('XObject'), resources, state.matrix, depth),
    sh: () => false,
    BI: () => false,
  };
  const entry = (kind: string) => view.dict(resources?.entries.get(kind))?.entries.get(name);

  for (const token of tokens.operators.split(' ')) {
    if (token === '()') bytes += tokens.strings[string++]!.length;
    else if (token.startsWith('/')) name = token.slice(1);
    else if (/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(token)) {
      operands.push(Number(token));
      if (Number(token) > 0) back += Number(token);
      else forth -= Number(token);
    } else if (token !== '[' && token !== ']' && token !== '<<' && token !== '>>') {
      if (--walk.left < 0) return false;
      if (token in adds) path.push(...pointsOf(token, operands).map((point) => moved(point, state.matrix)));
      else if (fills.has(token) || token === 'S' || token === 's') {
        if (path.length) areas.push(widened(extentOf(path), state));
        path = [];
      } else if (Object.hasOwn(steps, token) && !steps[token]!()) return false;
      operands = [];
      bytes = 0;
      back = 0;
      forth = 0;
    }
  }
  return true;
}

function widened({ left, bottom, right, top }: Area, { matrix: [a, b, c, d], lineWidth }: State): Area {
  const by = CORNER * lineWidth * Math.max(Math.hypot(a, b), Math.hypot(c, d)) + 1;
  return { left: left - by, bottom: bottom - by, right: right + by, top: top + by };
}

function drawObject(
  walk: Walk,
  object: PdfObject | undefined,
  resources: PdfDict | undefined,
  matrix: Matrix,
  depth: number,
): boolean {
  const { view, areas } = walk;
  const stream = view.resolve(object);
  if (!isStream(stream)) return false;
  const subtype = view.get(stream.dict, 'Subtype');
  if (isName(subtype) && subtype.value === 'Image') {
    areas.push(extentOf(cornersOf({ left: 0, bottom: 0, right: 1, top: 1 }).map((p) => moved(p, matrix))));
    return true;
  }
  const own = view.array(stream.dict.entries.get('Matrix')).map((item) => Number(view.resolve(item)));
  const inner = view.dict(stream.dict.entries.get('Resources')) ?? resources;
  return draw(walk, decoded(view, stream), inner, times(own, matrix), depth + 1);
}

/** Of letters that stand side by side, not drawings, not below each other. */
function isPlainFont(view: PdfView, object: PdfObject | undefined): boolean {
  const font = view.dict(object);
  if (!font) return false;
  const subtype = view.get(font, 'Subtype');
  const encoding = view.get(font, 'Encoding');
  const isVertical = isStream(encoding) || (isName(encoding) && /(?:^|-)V$/.test(encoding.value));
  return isName(subtype) && subtype.value !== 'Type3' && !isVertical;
}

/** A graphics state may set a line's width or a font as well (table 58). */
const changesNothingUnseen = (view: PdfView, object: PdfObject | undefined): boolean => {
  const state = view.dict(object);
  return state !== undefined && view.get(state, 'LW') === null && view.get(state, 'Font') === null;
};
