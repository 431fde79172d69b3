/** Where the letters of a content stand (ISO 32000-1, 9.4). */
import { PdfLimitError } from '../../pdf/errors.ts';
import { IDENTITY, type Matrix, moved, times } from '../../pdf/matrix.ts';
import { isName, isStream, type PdfDict, type PdfObject } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import { TEXT_STATE, type TextState } from '../../pdf/textState.ts';
import { type Area, cornersOf, extentOf, isNear, type Point } from './area.ts';
import { contentTokens } from './contentTokens.ts';
import { type GlyphWidths, glyphWidths } from './glyphWidths.ts';
import { isLight } from './lightText.ts';
import { adds, fills, pointsOf } from './paintedPaths.ts';

export interface ShownLetter {
  /** From the pen to where the next begins, and as high as letters with their tails. */
  box: Area;
  /** The middle of it: what makes a letter the one that it is. */
  core: Area;
}

const MAX_DEPTH = 12;
const MAX_OPERATORS = 2_000_000;
const MAX_LETTERS = 500_000;
/** Beyond so many, light letters are taken for seen anywhere. */
const MAX_GROUNDS = 200;
const BOX = { bottom: -0.25, top: 0.75 };
const CORE = { bottom: 0.05, top: 0.6, aside: 0.1 };
/** So many times one glyph is a line to write on, unless it is a digit or a letter. */
const LEADER = 5;
/** Of the size. */
const NARROWEST = 0.2;
export const EVERYWHERE: Area = { left: -1e6, bottom: -1e6, right: 1e6, top: 1e6 };

interface State extends TextState {
  matrix: Matrix;
  font: GlyphWidths;
  light: boolean;
  /** Table 106. */
  mode: number;
}

export type Kind = 'seen' | 'written';

interface Walk {
  view: PdfView;
  kind: Kind;
  within: Area;
  letters: ShownLetter[];
  /** What was painted in a colour that light letters are seen on. */
  grounds: Area[];
  left: number;
}

/**
 * @param kind `seen`: not letters without ink, nor light ones on paper, nor blanks and the dots or lines that one writes
 *   on. `written`: all, and those of a font that brings its own shapes anywhere in the part asked about
 * @param within the part of the page that is asked about
 * @throws PdfError for a content that cannot be read, or is too long
 */
export function shownLetters(
  view: PdfView,
  kind: Kind,
  content: Buffer,
  resources: PdfDict | undefined,
  matrix: Matrix,
  within: Area,
): ShownLetter[] {
  const walk: Walk = { view, kind, within, letters: [], grounds: [], left: MAX_OPERATORS };
  follow(walk, content, resources, matrix, 0);
  return walk.letters;
}

function follow(
  walk: Walk,
  content: Buffer,
  resources: PdfDict | undefined,
  matrix: Matrix,
  depth: number,
): void {
  const { view, kind, within, grounds } = walk;
  const tokens = contentTokens(content);
  if (!tokens || depth > MAX_DEPTH) throw new PdfLimitError('nội dung trang không đọc được');
  const saved: State[] = [];
  let state: State = { ...TEXT_STATE, matrix, font: glyphWidths(view, undefined), light: false, mode: 0 };
  let line = IDENTITY;
  /** Along the line. */
  let pen = 0;
  let path: Point[] = [];
  let operands: number[] = [];
  /** What one operator shows, strings and steps between them. */
  let shown: (Buffer | number)[] = [];
  let name = '';
  let string = 0;

  const startLine = (next: Matrix) => {
    line = next;
    pen = 0;
  };
  const move = (x = 0, y = 0) => startLine(times([1, 0, 0, 1, x, y], line));
  const paint = (area: Area) => {
    if (grounds.length < MAX_GROUNDS) grounds.push(grounds.length === MAX_GROUNDS - 1 ? EVERYWHERE : area);
  };
  const colour = (parts: readonly number[]) => {
    state = { ...state, light: isLight(parts) };
  };
  const show = () => {
    const { fontSize, charSpacing, wordSpacing, scale, rise, font, mode } = state;
    const written = codesOf(shown, font.bytesPerCode);
    const leaders = leadersOf(written, font);
    for (const [index, code] of written.entries()) {
      if (typeof code === 'number') {
        const width = font.of(code) * fontSize * scale;
        if (kind === 'written' || !(leaders.has(index) || mode === 3 || mode === 7))
          note(pen, width, fontSize, rise);
        const space = code === 32 && font.bytesPerCode === 1 ? wordSpacing : 0;
        pen += width + (charSpacing + space) * scale;
      } else pen -= (code.step * fontSize * scale) / 1000;
    }
  };
  const note = (x: number, advance: number, size: number, rise: number) => {
    // A font that says its letters take no room still draws them.
    const width = Math.abs(advance) < NARROWEST * Math.abs(size) ? NARROWEST * size : advance;
    const areaOf = ({ bottom, top }: typeof BOX, aside: number): Area => {
      const [left, right] = [x + aside * width, x + (1 - aside) * width];
      const corners = cornersOf({ left, right, bottom: rise + bottom * size, top: rise + top * size });
      return extentOf(corners.map((point) => moved(moved(point, line), state.matrix)));
    };
    const isAnywhere = kind === 'written' && state.font.isEmbedded;
    const box = isAnywhere ? within : areaOf(BOX, 0);
    if (!isNear(box, within, 0)) return;
    if (kind === 'seen' && state.light && !grounds.some((ground) => isNear(ground, box, 0))) return;
    if (walk.letters.length >= MAX_LETTERS) throw new PdfLimitError('trang có quá nhiều chữ');
    walk.letters.push({ box, core: areaOf(CORE, CORE.aside) });
  };
  const steps: Record<string, () => void> = {
    q: () => saved.push(state),
    Q: () => {
      state = saved.pop() ?? state;
    },
    cm: () => {
      state = { ...state, matrix: times(operands, state.matrix) };
    },
    BT: () => startLine(IDENTITY),
    Tm: () => startLine(times(operands, IDENTITY)),
    Td: () => move(operands[0], operands[1]),
    TD: () => {
      state = { ...state, leading: -(operands[1] ?? 0) };
      move(operands[0], operands[1]);
    },
    'T*': () => move(0, -state.leading),
    TL: () => {
      state = { ...state, leading: operands.at(-1) ?? 0 };
    },
    Tz: () => {
      state = { ...state, scale: (operands.at(-1) ?? 100) / 100 };
    },
    Ts: () => {
      state = { ...state, rise: operands.at(-1) ?? 0 };
    },
    Tc: () => {
      state = { ...state, charSpacing: operands.at(-1) ?? 0 };
    },
    Tw: () => {
      state = { ...state, wordSpacing: operands.at(-1) ?? 0 };
    },
    Tr: () => {
      state = { ...state, mode: operands.at(-1) ?? 0 };
    },
    Tf: () => {
      const font = glyphWidths(view, view.dict(resources?.entries.get('Font'))?.entries.get(name));
      state = { ...state, fontSize: operands.at(-1) ?? 0, font };
    },
    Tj: show,
    TJ: show,
    "'": () => {
      move(0, -state.leading);
      show();
    },
    '"': () => {
      state = { ...state, wordSpacing: operands[0] ?? 0, charSpacing: operands[1] ?? 0 };
      move(0, -state.leading);
      show();
    },
    g: () => colour(operands),
    rg: () => colour(operands),
    k: () => colour(operands),
    sc: () => colour(operands),
    scn: () => colour(operands),
    n: () => {
      path = [];
    },
    sh: () => paint(EVERYWHERE),
    BI: () => paint(EVERYWHERE),
    Do: () => object(view.dict(resources?.entries.get('XObject'))?.entries.get(name)),
  };
  const object = (item: PdfObject | undefined) => {
    const stream = view.resolve(item);
    if (!isStream(stream)) return;
    const subtype = view.get(stream.dict, 'Subtype');
    if (isName(subtype) && subtype.value === 'Image') {
      const square = cornersOf({ left: 0, bottom: 0, right: 1, top: 1 });
      paint(extentOf(square.map((point) => moved(point, state.matrix))));
      return;
    }
    const own = view.array(stream.dict.entries.get('Matrix')).map((part) => Number(view.resolve(part)));
    const inner = view.dict(stream.dict.entries.get('Resources')) ?? resources;
    follow(walk, view.file.decode(stream, view.revision), inner, times(own, state.matrix), depth + 1);
  };

  for (const token of tokens.operators.split(' ')) {
    if (token === '()') shown.push(tokens.strings[string++]!);
    else if (token.startsWith('/')) name = token.slice(1);
    else if (/^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(token)) {
      operands.push(Number(token));
      shown.push(Number(token));
    } else if (token !== '[' && token !== ']' && token !== '<<' && token !== '>>') {
      if (--walk.left < 0) throw new PdfLimitError('nội dung trang quá dài');
      if (token in adds) path.push(...pointsOf(token, operands).map((point) => moved(point, state.matrix)));
      else if (fills.has(token)) {
        if (path.length && !state.light) paint(extentOf(path));
        path = [];
      } else if (Object.hasOwn(steps, token)) steps[token]!();
      operands = [];
      shown = [];
    }
  }
}

/** Between two codes, in thousandths of the size, to the left. */
interface Step {
  step: number;
}

/** Codes, and the steps between them. */
function codesOf(shown: readonly (Buffer | number)[], bytes: 1 | 2): (number | Step)[] {
  return shown.flatMap((part): (number | Step)[] => {
    if (typeof part === 'number') return [{ step: part }];
    const codes: number[] = [];
    for (let at = 0; at + bytes <= part.length; at += bytes) codes.push(part.readUIntBE(at, bytes));
    return codes;
  });
}

/** Indices of blanks, and of what is there to be written on: one glyph many times. */
function leadersOf(written: readonly (number | Step)[], { isBlank }: GlyphWidths): Set<number> {
  const found = new Set<number>();
  let run: number[] = [];
  let last: number | undefined;
  const end = () => {
    const isLetter = last !== undefined && /[0-9A-Za-z]/.test(String.fromCharCode(last));
    if (run.length >= LEADER && !isLetter) for (const index of run) found.add(index);
  };
  for (const [index, code] of written.entries()) {
    if (typeof code !== 'number') continue;
    if (isBlank(code)) {
      found.add(index);
      continue;
    }
    if (code !== last) {
      end();
      run = [];
    }
    run.push(index);
    last = code;
  }
  end();
  return found;
}
