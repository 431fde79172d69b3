/** What a program that places a signature wants to know of a document: its pages and its signature fields. */
import { type Box, boxOf, type Place } from '../appearance/box.ts';
import { pageSpace } from '../appearance/pageSpace.ts';
import { type Field, fields } from '../pdf/fields.ts';
import { isDict, isRef } from '../pdf/objects.ts';
import { openPdf } from '../pdf/openPdf.ts';
import { type Page, pages } from '../pdf/pages.ts';
import type { PdfView } from '../pdf/pdfFile.ts';

export interface PdfLayout {
  /** What each page shows of its space, in points: its crop box (ISO 32000-1, 14.11.2). */
  pages: Box[];
  signatureFields: { name: string; signed: boolean; place?: Place }[];
}

/** @throws PdfError and its kinds for files that cannot be opened */
export function pdfLayout(pdf: Uint8Array): PdfLayout {
  const view = openPdf(pdf).latest;
  const all = pages(view);
  const signatureFields = fields(view)
    .filter(({ type }) => type === 'Sig')
    .map((field) => {
      const place = placeOf(view, all, field);
      return { name: field.name, signed: isDict(view.resolve(field.value)), ...(place ? { place } : {}) };
    });
  return { pages: all.map((page) => pageSpace(view, page).box), signatureFields };
}

/** Where a field shows; the page is the one that its widget names, or that lists it (12.5.2). */
function placeOf(view: PdfView, all: Page[], { widgets: [widget] }: Field): Place | undefined {
  if (!widget) return undefined;
  const box = boxOf(view.numbers(widget.dict.entries.get('Rect')));
  const named = widget.dict.entries.get('P');
  const page = isRef(named)
    ? all.find(({ ref }) => ref.num === named.num)
    : all.find(({ dict }) =>
        view.array(dict.entries.get('Annots')).some((item) => isRef(item) && item.num === widget.ref?.num),
      );
  return page && box.width > 0 && box.height > 0 ? { page: page.index, ...box } : undefined;
}
