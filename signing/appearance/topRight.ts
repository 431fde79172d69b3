import { openPdf } from '../pdf/openPdf.ts';
import { pages } from '../pdf/pages.ts';
import { PageNotFoundError } from '../sign/errors.ts';
import type { Appearance } from './appearance.ts';
import { MM, type Place } from './box.ts';
import { fromSeen, pageSpace, seenSize } from './pageSpace.ts';

const MARGIN_RIGHT = 15 * MM;
const MARGIN_TOP = 8 * MM;
const sizes = {
  attachment: { width: 60 * MM, height: 10 * MM },
  'digitised-copy': { width: 90 * MM, height: 36 * MM },
};

/**
 * Top right of the first page as it is seen, where attachments and digitised copies are signed (Decree 30,
 * Appendix I, II.8).
 * @throws PageNotFoundError for a document without pages
 */
export function topRightPlace(
  pdf: Uint8Array,
  kind: Extract<Appearance['kind'], 'attachment' | 'digitised-copy'>,
): Place {
  const view = openPdf(pdf).latest;
  const [first] = pages(view);
  if (!first) throw new PageNotFoundError(0);
  const space = pageSpace(view, first);
  const page = seenSize(space.box, space.rotation);
  const width = sizes[kind].width / space.unit;
  const height = sizes[kind].height / space.unit;
  const x = page.width - MARGIN_RIGHT / space.unit - width;
  const y = page.height - MARGIN_TOP / space.unit - height;
  return { page: 0, ...fromSeen(space, { x, y, width, height }) };
}
