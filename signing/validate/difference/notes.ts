/**
 * Notes (text annotations, ISO 32000-1, 12.5.6.4) that a certification lets others put on a page (P=3): those without a
 * picture of their own, and those whose picture is a small sign where the page draws nothing. A sign over the text, or
 * several that could be read as letters, can say what was not signed (IEEE S&P 2021: evil annotations).
 */
import { isDict, isName, type PdfDict, type PdfObject } from '../../pdf/objects.ts';
import type { Page } from '../../pdf/pages.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import { appearanceContent, drawsPictures } from './appearanceContent.ts';
import { type Area, extentOf, isNear } from './area.ts';
import { annotationsOf, picturesOf } from './drawn.ts';
import { drawnAreas } from './drawnAreas.ts';
import { sameObject } from './sameObject.ts';

/** Points. */
const LARGEST = 32;
const GAP = 12;

/** What runs, or leads elsewhere. */
const acting = ['A', 'AA'];

export function isNote(view: PdfView, item: PdfObject | undefined): item is PdfDict {
  const dict = view.dict(item);
  const subtype = dict ? view.get(dict, 'Subtype') : null;
  const kinds = ['Text', 'Popup'];
  return isName(subtype) && kinds.includes(subtype.value) && !acting.some((key) => dict!.entries.has(key));
}

export const isPlainNote = (view: PdfView, item: PdfObject | undefined): boolean =>
  isNote(view, item) && !view.dict(item)!.entries.has('AP');

/** @param signed the page as it was signed */
export function isSignBesideText(before: PdfView, signed: Page, after: PdfView, note: PdfObject): boolean {
  const dict = after.dict(note);
  const page = after.dict(signed.ref);
  if (!isNote(after, note) || !dict || !isDict(page)) return false;
  const area = rectangleOf(after, dict);
  const pictures = picturesOf(after, dict);
  if (!(area.right - area.left <= LARGEST && area.top - area.bottom <= LARGEST)) return false;
  if (!pictures.every((picture) => isSign(after, picture, dict))) return false;
  const others = annotationsOf(after, { ...signed, dict: page }).filter((item) => item !== dict);
  const isAlike = (other: PdfDict) =>
    !isNote(after, other) || sameObject(dict.entries.get('AP'), after, other.entries.get('AP'), after);
  const drawn = drawnAreas(before, signed);
  return (
    drawn !== undefined &&
    others.every(
      (other) => isPlainNote(after, other) || (isAlike(other) && isAway(rectangleOf(after, other))),
    ) &&
    drawn.every(isAway)
  );

  function isAway(other: Area): boolean {
    return !isNear(area, other, GAP);
  }
}

const rectangleOf = (view: PdfView, dict: PdfDict): Area => {
  const [x = Number.NaN, y = Number.NaN, x2 = Number.NaN, y2 = Number.NaN] = view
    .array(dict.entries.get('Rect'))
    .map((item) => Number(view.resolve(item)));
  return extentOf([
    [x, y],
    [x2, y2],
  ]);
};

/** Lines and plain areas: no letters, no images. */
function isSign(view: PdfView, picture: PdfObject, note: PdfDict): boolean {
  const content = appearanceContent(view, picture, note);
  return (
    content === undefined || (content !== 'unreadable' && content.textLength === 0 && !drawsPictures(content))
  );
}
