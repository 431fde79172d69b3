/** Follows a content as a reader draws it, and says what it draws where (ISO 32000-1, 8.4, 8.5, 8.6 and 9.4). */
import { PdfLimitError } from '../../pdf/errors.ts';
import { IDENTITY, type Matrix, moved, times } from '../../pdf/matrix.ts';
import { isName, isStream, type PdfDict, type PdfObject } from '../../pdf/objects.ts';
import { type Page, pageAttribute } from '../../pdf/pages.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import { TEXT_STATE, type TextState } from '../../pdf/textState.ts';
import { type Area, extentOf, type Point } from './area.ts';
import { contentTokens } from './contentTokens.ts';
import { deviceSpaces } from './lightText.ts';
import { adds, fills, pointsOf } from './paintedPaths.ts';

export interface DrawingState extends TextState {
  matrix: Matrix;
  lineWidth: number;
  /** Undefined where the resources have none of its name. */
  font: PdfDict | undefined;
  /** Table 106. */
  mode: number;
  /** What letters and areas are filled with: the parts of a device's colour; undefined in a space of another kind. */
  colour: readonly number[] | undefined;
}

/** A line of text; the next letter begins between `from` and `to`, along it. */
export interface TextLine {
  matrix: Matrix;
  from: number;
  to: number;
}

/** What is drawn; points are those of the page. */
export interface Painter {
  /** @param shown strings, and steps between them in thousandths of the size. Moves the line on */
  text(shown: readonly (Buffer | number)[], line: TextLine, state: DrawingState): void;
  path(points: readonly Point[], how: { isFilled: boolean; isStroked: boolean }, state: DrawingState): void;
  /** In the unit square. */
  image(state: DrawingState): void;
  /** A shading, or an image inline. */
  unbounded(): void;
  /** A resource that is not there. */
  missing(): void;
}

const MAX_DEPTH = 12;
const strokes = new Set(['S', 's', 'B', 'B*', 'b', 'b*']);
/** A mitre is ten times as long as a line is wide at the most (8.4.3.5), half of it on each side. */
const CORNER = 5;
const MAX_OPERATORS = 2_000_000;
const BLACK = [0];
const INITIAL: Omit<DrawingState, 'matrix'> = {
  ...TEXT_STATE,
  lineWidth: 1,
  font: undefined,
  mode: 0,
  colour: BLACK,
};

export function pageContent(view: PdfView, page: Page): { content: Buffer; resources: PdfDict | undefined } {
  const contents = page.dict.entries.get('Contents');
  const streams = isStream(view.resolve(contents)) ? [contents] : view.array(contents);
  return {
    content: Buffer.concat(streams.flatMap((item) => [decoded(view, item), Buffer.from('\n')])),
    resources: view.dict(pageAttribute(view, page, 'Resources')),
  };
}

export function decoded(view: PdfView, object: PdfObject | undefined): Buffer {
  const stream = view.resolve(object);
  return isStream(stream) ? view.file.decode(stream, view.revision) : Buffer.alloc(0);
}

/** What a line along these points reaches at the most. */
export function strokedArea(
  points: readonly Point[],
  { matrix: [a, b, c, d], lineWidth }: DrawingState,
): Area {
  const by = CORNER * lineWidth * Math.max(Math.hypot(a, b), Math.hypot(c, d)) + 1;
  const { left, bottom, right, top } = extentOf(points);
  return { left: left - by, bottom: bottom - by, right: right + by, top: top + by };
}

/** @throws PdfError for a content that cannot be read, or is too long or deep */
export function followContent(
  view: PdfView,
  content: Buffer,
  resources: PdfDict | undefined,
  matrix: Matrix,
  painter: Painter,
): void {
  const walk: Walk = { view, painter, left: MAX_OPERATORS };
  follow(walk, content, resources, { ...INITIAL, matrix }, 0);
}

interface Walk {
  view: PdfView;
  painter: Painter;
  /** Operators that may still be looked at. */
  left: number;
}

function follow(
  walk: Walk,
  content: Buffer,
  resources: PdfDict | undefined,
  inherited: DrawingState,
  depth: number,
): void {
  const { view, painter } = walk;
  const tokens = contentTokens(content);
  if (!tokens || depth > MAX_DEPTH) throw new PdfLimitError('nội dung trang không đọc được');
  const saved: DrawingState[] = [];
  let state = inherited;
  let line: TextLine = { matrix: IDENTITY, from: 0, to: 0 };
  let path: Point[] = [];
  let operands: number[] = [];
  let shown: (Buffer | number)[] = [];
  let name = '';
  let string = 0;

  const set = (changes: Partial<DrawingState>) => {
    state = { ...state, ...changes };
  };
  const last = (otherwise = 0) => operands.at(-1) ?? otherwise;
  const resource = (kind: string) => view.dict(resources?.entries.get(kind))?.entries.get(name);
  const startLine = (of: Matrix) => {
    line = { matrix: of, from: 0, to: 0 };
  };
  const move = (x = 0, y = 0) => startLine(times([1, 0, 0, 1, x, y], line.matrix));
  const nextLine = () => move(0, -state.leading);
  const show = () => painter.text(shown, line, state);
  const chooseFont = (object: PdfObject | undefined, fontSize: number) => {
    const font = view.dict(object);
    if (!font) painter.missing();
    set({ font, fontSize });
  };
  /** Table 58. */
  const setGraphicsState = () => {
    const given = view.dict(resource('ExtGState'));
    if (!given) return painter.missing();
    const lineWidth = view.get(given, 'LW');
    if (typeof lineWidth === 'number') set({ lineWidth: Math.abs(lineWidth) });
    const [font, size] = view.array(given.entries.get('Font'));
    if (font) chooseFont(font, Number(view.resolve(size)) || 0);
  };
  const deviceColour = () => set({ colour: operands });
  const colour = () => set({ colour: state.colour && operands });
  const drawObject = () => {
    const stream = view.resolve(resource('XObject'));
    if (!isStream(stream)) return painter.missing();
    const subtype = view.get(stream.dict, 'Subtype');
    if (isName(subtype) && subtype.value === 'Image') return painter.image(state);
    const own = view.array(stream.dict.entries.get('Matrix')).map((part) => Number(view.resolve(part)));
    const inner = view.dict(stream.dict.entries.get('Resources')) ?? resources;
    follow(walk, decoded(view, stream), inner, { ...state, matrix: times(own, state.matrix) }, depth + 1);
  };
  const steps: Record<string, () => void> = {
    q: () => saved.push(state),
    Q: () => set(saved.pop() ?? {}),
    cm: () => set({ matrix: times(operands, state.matrix) }),
    w: () => set({ lineWidth: Math.abs(last(1)) }),
    gs: setGraphicsState,
    BT: () => startLine(IDENTITY),
    Tm: () => startLine(times(operands, IDENTITY)),
    Td: () => move(operands[0], operands[1]),
    TD: () => {
      set({ leading: -(operands[1] ?? 0) });
      move(operands[0], operands[1]);
    },
    'T*': nextLine,
    TL: () => set({ leading: last() }),
    Tz: () => set({ scale: last(100) / 100 }),
    Ts: () => set({ rise: last() }),
    Tc: () => set({ charSpacing: last() }),
    Tw: () => set({ wordSpacing: last() }),
    Tr: () => set({ mode: last() }),
    Tf: () => chooseFont(resource('Font'), last()),
    Tj: show,
    TJ: show,
    "'": () => {
      nextLine();
      show();
    },
    '"': () => {
      set({ wordSpacing: operands[0] ?? 0, charSpacing: operands[1] ?? 0 });
      nextLine();
      show();
    },
    g: deviceColour,
    rg: deviceColour,
    k: deviceColour,
    cs: () => set({ colour: deviceSpaces.has(name) ? BLACK : undefined }),
    sc: colour,
    scn: colour,
    n: () => {
      path = [];
    },
    sh: () => painter.unbounded(),
    BI: () => painter.unbounded(),
    Do: drawObject,
  };

  for (const token of tokens.operators.split(' ')) {
    if (token === '()') shown.push(tokens.strings[string++]!);
    else if (token.startsWith('/')) name = token.slice(1);
    else if (/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(token)) {
      operands.push(Number(token));
      shown.push(Number(token));
    } else if (token !== '[' && token !== ']' && token !== '<<' && token !== '>>') {
      if (--walk.left < 0) throw new PdfLimitError('nội dung trang quá dài');
      if (token in adds) for (const point of pointsOf(token, operands)) path.push(moved(point, state.matrix));
      else if (fills.has(token) || strokes.has(token)) {
        const how = { isFilled: fills.has(token), isStroked: strokes.has(token) };
        if (path.length > 0) painter.path(path, how, state);
        path = [];
      } else if (Object.hasOwn(steps, token)) steps[token]!();
      operands = [];
      shown = [];
    }
  }
}
