import { openPdf } from '../pdf/openPdf.ts';
import { pageAttribute, pages } from '../pdf/pages.ts';
import type { Appearance } from './appearance.ts';
import { boxOf, MM, type Place } from './box.ts';

const MARGIN_RIGHT = 15 * MM;
const MARGIN_TOP = 8 * MM;
const sizes = {
  attachment: { width: 60 * MM, height: 10 * MM },
  'digitised-copy': { width: 90 * MM, height: 36 * MM },
};

/** Top right of the first page, where attachments and digitised copies are signed (Decree 30, Appendix I, II.8). */
export function topRightPlace(
  pdf: Uint8Array,
  kind: Extract<Appearance['kind'], 'attachment' | 'digitised-copy'>,
): Place {
  const view = openPdf(pdf).latest;
  const [first] = pages(view);
  const media = first
    ? (pageAttribute(view, first, 'CropBox') ?? pageAttribute(view, first, 'MediaBox'))
    : null;
  const page = boxOf(view.array(media).map((value) => Number(view.resolve(value)) || 0));
  const { width, height } = sizes[kind];
  return {
    page: 0,
    x: page.x + page.width - MARGIN_RIGHT - width,
    y: page.y + page.height - MARGIN_TOP - height,
    width,
    height,
  };
}
