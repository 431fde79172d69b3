/** How a page is shown: what of its space, turned how, and how large a unit is (ISO 32000-1, 7.7.3.3 and 14.11.2). */
import { type Page, pageAttribute } from '../pdf/pages.ts';
import type { PdfView } from '../pdf/pdfFile.ts';
import { type Box, boxOf } from './box.ts';

/** Degrees, clockwise, that a page is turned by when it is shown. */
export type Rotation = 0 | 90 | 180 | 270;

export interface PageSpace {
  /** The crop box, in the page's own units, before it is turned. */
  box: Box;
  rotation: Rotation;
  /** Points that one unit takes: 1 but for very large pages. */
  unit: number;
}

export function pageSpace(view: PdfView, page: Page): PageSpace {
  const rect = pageAttribute(view, page, 'CropBox') ?? pageAttribute(view, page, 'MediaBox');
  const unit = pageAttribute(view, page, 'UserUnit');
  return {
    box: boxOf(view.numbers(rect)),
    rotation: rotationOf(view, page),
    unit: typeof unit === 'number' && unit > 0 ? unit : 1,
  };
}

export function rotationOf(view: PdfView, page: Page): Rotation {
  const rotate = pageAttribute(view, page, 'Rotate');
  const turned = typeof rotate === 'number' ? ((rotate % 360) + 360) % 360 : 0;
  return turned === 90 || turned === 180 || turned === 270 ? turned : 0;
}

/** Width and height as they are seen. */
export const seenSize = ({ width, height }: Pick<Box, 'width' | 'height'>, rotation: Rotation) =>
  rotation % 180 === 0 ? { width, height } : { width: height, height: width };

/** A box given in the page as it is seen, from its lower left corner, in the page's own space. */
export function fromSeen({ box, rotation }: PageSpace, seen: Box): Box {
  const { width, height } = seenSize(seen, rotation);
  const right = box.x + box.width;
  const top = box.y + box.height;
  switch (rotation) {
    case 90:
      return { x: right - seen.y - width, y: box.y + seen.x, width, height };
    case 180:
      return { x: right - seen.x - width, y: top - seen.y - height, width, height };
    case 270:
      return { x: box.x + seen.y, y: top - seen.x - height, width, height };
    default:
      return { x: box.x + seen.x, y: box.y + seen.y, width, height };
  }
}

/** `/Matrix` of a form XObject of this seen size, so that it stands upright on a page that is turned (12.5.5). */
export function uprightMatrix({ width, height }: { width: number; height: number }, rotation: Rotation) {
  if (rotation === 90) return [0, 1, -1, 0, height, 0];
  if (rotation === 180) return [-1, 0, 0, -1, width, height];
  return rotation === 270 ? [0, -1, 1, 0, 0, width] : undefined;
}
