/** The letters that a page of a revision shows: its own, and those of what lies on it. */
import { IDENTITY, times } from '../../pdf/matrix.ts';
import { isRef, isStream, type PdfDict } from '../../pdf/objects.ts';
import type { Page } from '../../pdf/pages.ts';
import type { PdfFile, PdfView } from '../../pdf/pdfFile.ts';
import { placeOf } from './appearanceContent.ts';
import { type Area, extentOf } from './area.ts';
import { decoded, pageContent } from './contentWalk.ts';
import { EVERYWHERE, type Kind, type ShownLetter, shownLetters } from './shownLetters.ts';

export interface PageLetters {
  own: readonly ShownLetter[];
  /** By the number of the annotation; undefined where it stands in the page itself. */
  annotations: readonly { num: number | undefined; letters: readonly ShownLetter[] }[];
}

/** Table 165: hidden, or not shown. */
const UNSEEN = 0b10_0010;
/** A page is read once, however many of its fields were filled after however many signatures. */
const known = new WeakMap<PdfFile, Map<string, PageLetters>>();

/** @throws PdfError for what cannot be read, or is too much */
export function pageLetters(view: PdfView, page: Page): PageLetters {
  const pages = known.get(view.file) ?? new Map<string, PageLetters>();
  known.set(view.file, pages);
  const key = `${view.revision} ${page.ref.num}`;
  const found = pages.get(key) ?? readPage(view, page);
  pages.set(key, found);
  return found;
}

function readPage(view: PdfView, page: Page): PageLetters {
  const { content, resources } = pageContent(view, page);
  return {
    own: shownLetters(view, 'seen', content, resources, IDENTITY, EVERYWHERE),
    annotations: view.array(page.dict.entries.get('Annots')).flatMap((item) => {
      const annotation = view.dict(item);
      if (!annotation || Number(view.get(annotation, 'F')) & UNSEEN) return [];
      const letters = annotationLetters(view, 'seen', annotation, EVERYWHERE);
      return [{ num: isRef(item) ? item.num : undefined, letters }];
    }),
  };
}

/** Of its normal picture, where that lies on the page (12.5.5). */
export function annotationLetters(
  view: PdfView,
  kind: Kind,
  annotation: PdfDict,
  within: Area,
): ShownLetter[] {
  const normal = view.resolve(view.dict(annotation.entries.get('AP'))?.entries.get('N'));
  if (!isStream(normal)) return [];
  const { toRectangle } = placeOf(view, normal, annotation);
  if (!toRectangle.every(Number.isFinite)) return [];
  const { left, bottom } = rectangleOf(view, annotation);
  const onPage = times(toRectangle, [1, 0, 0, 1, left, bottom]);
  const resources = view.dict(normal.dict.entries.get('Resources'));
  return shownLetters(view, kind, decoded(view, normal), resources, onPage, within);
}

export function rectangleOf(view: PdfView, { entries }: PdfDict): Area {
  const [x = 0, y = 0, x2 = 0, y2 = 0] = view.numbers(entries.get('Rect'));
  return extentOf([
    [x, y],
    [x2, y2],
  ]);
}
