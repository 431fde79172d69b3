/** Where the letters of a content stand (ISO 32000-1, 9.4). */
import { PdfLimitError } from '../../pdf/errors.ts';
import { type Matrix, moved } from '../../pdf/matrix.ts';
import type { PdfDict } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import { type Area, cornersOf, extentOf, isNear, type Point, UNIT_SQUARE } from './area.ts';
import { type DrawingState, followContent, type Painter, strokedArea, type TextLine } from './contentWalk.ts';
import { type GlyphWidths, glyphWidths } from './glyphWidths.ts';
import { isLight } from './lightText.ts';

export interface ShownLetter {
  /** From the pen to where the next begins, and as high as letters with their tails. */
  box: Area;
  /** The middle of it: what makes a letter the one that it is. */
  core: Area;
}

const MAX_LETTERS = 500_000;
/** Beyond so many, light letters are taken for seen anywhere. */
const MAX_GROUNDS = 200;
const BOX = { bottom: -0.25, top: 0.75 };
const CORE = { bottom: 0.05, top: 0.6, aside: 0.1 };
/** So many times one glyph is a line to write on, unless it is a digit or a letter. */
const LEADER = 5;
/** Of the size. */
const NARROWEST = 0.2;
/** Table 106: letters that are filled, and those that leave no ink. What they clip may be seen through them. */
const FILLED = new Set([0, 4]);
const INKLESS = 3;
export const EVERYWHERE: Area = { left: -1e6, bottom: -1e6, right: 1e6, top: 1e6 };

export type Kind = 'seen' | 'written';

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
  const letters = new ShownLetters(view, kind, within);
  followContent(view, content, resources, matrix, letters);
  return letters.found;
}

class ShownLetters implements Painter {
  readonly found: ShownLetter[] = [];
  /** What was painted in a colour that light letters are seen on. */
  private readonly grounds: Area[] = [];

  constructor(
    private readonly view: PdfView,
    private readonly kind: Kind,
    private readonly within: Area,
  ) {}

  text(shown: readonly (Buffer | number)[], line: TextLine, state: DrawingState): void {
    const font = glyphWidths(this.view, state.font);
    if (!font.isMeasured) {
      this.unmeasured(font, line, state);
      return;
    }
    const { fontSize, charSpacing, wordSpacing, scale, mode } = state;
    const written = codesOf(shown, font.bytesPerCode);
    const leaders = leadersOf(written, font);
    const move = (by: number) => {
      line.from += by;
      line.to += by;
    };
    for (const [index, code] of written.entries()) {
      if (typeof code === 'number') {
        const width = font.of(code) * fontSize * scale;
        if (this.kind === 'written' || !(leaders.has(index) || mode === INKLESS))
          this.note(font, width, line, state);
        const space = code === 32 && font.bytesPerCode === 1 ? wordSpacing : 0;
        move(width + (charSpacing + space) * scale);
      } else move((-code.step * fontSize * scale) / 1000);
    }
  }

  /** Letters that may stand anywhere along their line, or below each other. */
  private unmeasured(font: GlyphWidths, line: TextLine, state: DrawingState): void {
    line.from = EVERYWHERE.left;
    line.to = EVERYWHERE.right;
    if (this.kind === 'seen' && state.mode === INKLESS) return;
    if (font.isVertical) this.found.push({ box: EVERYWHERE, core: EVERYWHERE });
    else this.note(font, 0, line, state);
  }

  path(
    points: readonly Point[],
    { isFilled, isStroked }: { isFilled: boolean; isStroked: boolean },
    state: DrawingState,
  ): void {
    if (isStroked) this.ground(strokedArea(points, state));
    else if (isFilled && !isLightly(state)) this.ground(extentOf(points));
  }

  image({ matrix }: DrawingState): void {
    this.ground(extentOf(UNIT_SQUARE.map((point) => moved(point, matrix))));
  }

  unbounded(): void {
    this.ground(EVERYWHERE);
  }

  missing(): void {
    // A letter of a font that is not there is drawn in another one; what is not there otherwise is not drawn.
  }

  private ground(area: Area): void {
    const { length } = this.grounds;
    if (length < MAX_GROUNDS) this.grounds.push(length === MAX_GROUNDS - 1 ? EVERYWHERE : area);
  }

  private note(font: GlyphWidths, advance: number, line: TextLine, state: DrawingState): void {
    const { fontSize, rise, matrix, mode } = state;
    const { kind, within, grounds, found } = this;
    // A font that says its letters take no room still draws them.
    const width = Math.abs(advance) < NARROWEST * Math.abs(fontSize) ? NARROWEST * fontSize : advance;
    const areaOf = (height: typeof BOX, aside: number): Area => {
      const [left, right] = [line.from + aside * width, line.to + (1 - aside) * width];
      const [bottom, top] = [rise + height.bottom * fontSize, rise + height.top * fontSize];
      const corners = cornersOf({ left, right, bottom, top });
      return extentOf(corners.map((point) => moved(moved(point, line.matrix), matrix)));
    };
    const box = kind === 'written' && font.isEmbedded ? within : areaOf(BOX, 0);
    if (!isNear(box, within, 0)) return;
    const isFaint = FILLED.has(mode) && isLightly(state);
    if (kind === 'seen' && isFaint && !grounds.some((ground) => isNear(ground, box, 0))) return;
    if (found.length >= MAX_LETTERS) throw new PdfLimitError('trang có quá nhiều chữ');
    found.push({ box, core: areaOf(CORE, CORE.aside) });
  }
}

/** A colour that is not known is taken for one that is seen. */
const isLightly = ({ colour }: DrawingState): boolean => colour !== undefined && isLight(colour);

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
