/**
 * What an open field drew beside its text when it was signed: a background hides what lies under it, and keeps hiding
 * it; where there was none, none may come. Borders may be drawn otherwise, for programs do.
 */
import { boxOf } from '../../appearance/box.ts';
import type { PdfDict } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import { type AppearanceContent, drawsPictures } from './appearanceContent.ts';
import { type Area, extentOf } from './area.ts';
import type { ChangeCode } from './changeWords.ts';
import { type PaintedPath, paintedPaths } from './paintedPaths.ts';

/** Points: a border's width, and how far programs' rectangles for one background lie apart. */
const BORDER = 4;
/** Part of the rectangle. */
const MOST = 0.8;

export interface Background {
  areas: readonly Area[];
  /** Nearly all of the field. */
  isWhole: boolean;
}

/**
 * @param then the field's picture as it was signed; undefined where viewers drew one from `/MK` (12.5.6.19)
 * @returns why the new picture does not keep what the signed one covered, or covers more
 */
export function coversOtherwise(
  background: Background,
  then: AppearanceContent | undefined,
  now: AppearanceContent,
): ChangeCode | undefined {
  if (then && (drawsPictures(then) || paintedPaths(then).some((path) => isFigure(path, then))))
    return 'SHOWN_OVER_PICTURE';
  const covered = areasOf(now);
  if (!background.areas.every((area) => covered.some((other) => isWithin(area, other))))
    return 'SHOWN_UNCOVERS';
  const filled = paintedPaths(now).filter((path) => path.filled);
  const stays = filled.every((path) => background.areas.some((area) => isWithin(extent(path), area)));
  return stays ? undefined : 'SHOWN_COVERS';
}

export function backgroundOf(
  view: PdfView,
  widget: PdfDict,
  then: AppearanceContent | undefined,
): Background {
  const { width, height } = boxOf(view.numbers(widget.entries.get('Rect')));
  const byViewers = view.array(view.dict(widget.entries.get('MK'))?.entries.get('BG')).length > 0;
  const whole: Area = { left: 0, bottom: 0, right: width, top: height };
  const areas = then ? areasOf(then) : byViewers ? [whole] : [];
  return { areas, isWhole: areas.some((area) => size(area) >= MOST * size(whole)) };
}

const size = ({ left, bottom, right, top }: Area): number => (right - left) * (top - bottom);

const areasOf = (content: AppearanceContent): Area[] => paintedPaths(content).filter(isArea).map(extent);

const isArea = (path: PaintedPath): boolean =>
  path.filled && path.isRectangle && !path.uncertain && !isStrip(path);

const extent = ({ points }: PaintedPath): Area => extentOf(points);

const isWithin = (inner: Area, outer: Area): boolean =>
  inner.left >= outer.left - BORDER &&
  inner.bottom >= outer.bottom - BORDER &&
  inner.right <= outer.right + BORDER &&
  inner.top <= outer.top + BORDER;

/** Neither a background nor a part of a border: it could be a letter. */
function isFigure(path: PaintedPath, { size: [width, height] }: AppearanceContent): boolean {
  if (isArea(path)) return false;
  const atEdge = path.points.every(([x, y]) => nearEnd(x, width) || nearEnd(y, height));
  return path.curved || !atEdge || (path.filled && (path.uncertain || !isStrip(path)));
}

const nearEnd = (at: number, end: number): boolean => Math.min(Math.abs(at), Math.abs(end - at)) <= BORDER;

/** As thin as a border: twice its area over its outline's length. */
function isStrip({ points }: PaintedPath): boolean {
  let area = 0;
  let outline = 0;
  points.forEach(([x, y], index) => {
    const [nextX, nextY] = points[(index + 1) % points.length]!;
    area += x * nextY - nextX * y;
    outline += Math.hypot(nextX - x, nextY - y);
  });
  return Math.abs(area) <= BORDER * outline;
}
