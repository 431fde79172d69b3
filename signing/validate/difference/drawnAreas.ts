/**
 * Where a page draws (ISO 32000-1, 8 and 9): areas that may be larger than what is drawn in them, and never smaller.
 * Letters are taken for a half wider than an em, lines for as wide as their corners may reach.
 */
import { PdfError, PdfLimitError } from '../../pdf/errors.ts';
import { IDENTITY, moved } from '../../pdf/matrix.ts';
import { isName, type PdfDict } from '../../pdf/objects.ts';
import type { Page } from '../../pdf/pages.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import { type Area, cornersOf, extentOf, type Point, UNIT_SQUARE } from './area.ts';
import { characterMap } from './characterMap.ts';
import {
  type DrawingState,
  followContent,
  type Painter,
  pageContent,
  strokedArea,
  type TextLine,
} from './contentWalk.ts';

const WIDEST_GLYPH = 1.5;
const HIGHEST = 1.4;
const DEEPEST = 0.6;

/** @returns undefined where it cannot be said: shadings, glyphs that are drawings, images inline, what cannot be read */
export function drawnAreas(view: PdfView, page: Page): Area[] | undefined {
  const areas = new DrawnAreas(view);
  try {
    const { content, resources } = pageContent(view, page);
    followContent(view, content, resources, IDENTITY, areas);
    return areas.found;
  } catch (error) {
    if (error instanceof PdfError) return undefined;
    throw error;
  }
}

class DrawnAreas implements Painter {
  readonly found: Area[] = [];

  constructor(private readonly view: PdfView) {}

  text(shown: readonly (Buffer | number)[], line: TextLine, state: DrawingState): void {
    if (!isPlainFont(this.view, state.font)) this.unbounded();
    const { fontSize, charSpacing, wordSpacing, scale, rise } = state;
    const steps = shown.filter((part) => typeof part === 'number');
    const back = sum(steps.filter((step) => step > 0));
    const forth = -sum(steps.filter((step) => step < 0));
    const bytes = sum(shown.map((part) => (typeof part === 'number' ? 0 : part.length)));
    const size = Math.abs(fontSize);
    const each = WIDEST_GLYPH * size + Math.abs(charSpacing) + Math.abs(wordSpacing);
    const wide = bytes * each * Math.abs(scale);
    const step = (size * Math.abs(scale)) / 1000;
    // A negative size or scale writes to the left.
    line.from -= back * step + (fontSize < 0 || scale < 0 ? wide : 0);
    line.to += wide + forth * step;
    if (bytes === 0) return;
    const bottom = rise - (fontSize < 0 ? HIGHEST : DEEPEST) * size;
    const box = cornersOf({ left: line.from, right: line.to, bottom, top: rise + HIGHEST * size });
    this.found.push(extentOf(box.map((point) => moved(moved(point, line.matrix), state.matrix))));
  }

  path(points: readonly Point[], _: unknown, state: DrawingState): void {
    this.found.push(strokedArea(points, state));
  }

  image({ matrix }: DrawingState): void {
    this.found.push(extentOf(UNIT_SQUARE.map((point) => moved(point, matrix))));
  }

  unbounded(): never {
    throw new PdfLimitError('nội dung trang không có giới hạn rõ');
  }

  missing(): void {
    this.unbounded();
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** Of letters that stand side by side, not drawings, not below each other. */
function isPlainFont(view: PdfView, font: PdfDict | undefined): boolean {
  if (!font) return false;
  const subtype = view.get(font, 'Subtype');
  return isName(subtype) && subtype.value !== 'Type3' && !characterMap(view, font).isVertical;
}
