/**
 * What a revision shows is drawn from: contents, fonts, images, layers. An object among it keeps what it says, also
 * where a rule lets it change in another role, for one object may be prepared for two.
 */
import { isDict, isStream, type PdfDict, type PdfObject } from '../../pdf/objects.ts';
import type { Page } from '../../pdf/pages.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import { eachReference } from './references.ts';

/** Entries of a page (ISO 32000-1, table 30) that lead elsewhere: to other pages, annotations, actions. */
const besideContent = new Set([
  'Annots',
  'Parent',
  'B',
  'AA',
  'DPart',
  'PieceInfo',
  'Metadata',
  'SeparationInfo',
]);
/** Entries of an annotation or field that lead elsewhere (tables 164, 168 and 220). */
const besidePicture = new Set([
  ...['Parent', 'Kids', 'P', 'Popup', 'IRT', 'A', 'AA', 'PA', 'Dest'],
  ...['V', 'DV', 'Opt', 'Lock', 'SV'],
]);

/** Pages' own content and the resources that they inherit. */
export function drawnByPages(view: PdfView, pages: readonly Page[]): Set<number> {
  const nodes = new Set(pages.flatMap((page) => page.parents));
  const inherited = [...nodes].map((num) => view.dict(view.locate(num)?.object)?.entries.get('Resources'));
  return reached(view, [...pages.flatMap(({ dict }) => valuesOf(dict, besideContent)), ...inherited]);
}

/** Pages' content, their annotations and the document's layers. */
export function drawnFrom(view: PdfView, pages: readonly Page[]): Set<number> {
  const drawn = drawnByPages(view, pages);
  const pictures = pages.flatMap((page) => annotationsOf(view, page)).flatMap(pictureOf);
  for (const num of reached(view, [...pictures, view.catalog.entries.get('OCProperties')])) drawn.add(num);
  return drawn;
}

export function annotationsOf(view: PdfView, page: Page): PdfDict[] {
  return view.array(page.dict.entries.get('Annots')).flatMap((item) => view.dict(item) ?? []);
}

const pictureOf = (annotation: PdfDict): PdfObject[] => valuesOf(annotation, besidePicture);

const valuesOf = ({ entries }: PdfDict, aside: ReadonlySet<string>): PdfObject[] =>
  [...entries].flatMap(([key, value]) => (aside.has(key) ? [] : [value]));

function reached(view: PdfView, roots: readonly (PdfObject | undefined)[]): Set<number> {
  const found = new Set<number>();
  eachReference(view, roots, (num) => {
    found.add(num);
    return true;
  });
  return found;
}

/** All the pictures of an annotation, each state's too (12.5.5). */
export function picturesOf(view: PdfView, annotation: PdfDict): PdfObject[] {
  const appearances = [...(view.dict(annotation.entries.get('AP'))?.entries.values() ?? [])];
  return appearances.flatMap((item) => {
    const object = view.resolve(item);
    if (isStream(object)) return [object];
    return isDict(object) ? [...object.entries.values()] : [];
  });
}
