/** Fonts that a field's picture called for in vain when it was signed (ISO 32000-1, 12.7.3.3): none may come later. */
import type { Field } from '../../pdf/fields.ts';
import { isStream, type PdfDict, type PdfObject } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import { appearanceContent } from './appearanceContent.ts';

/** Whether a picture of these fields calls for one of the names and has no font of its own by it. */
export const callsInVain = (view: PdfView, fields: readonly Field[], names: ReadonlySet<string>): boolean =>
  fields.some(({ widgets }) =>
    widgets.some(({ dict }) => pictures(view, dict).some((picture) => lacks(view, picture, dict, names))),
  );

function pictures(view: PdfView, widget: PdfDict): PdfObject[] {
  const appearances = [...(view.dict(widget.entries.get('AP'))?.entries.values() ?? [])];
  return appearances.flatMap((item) => {
    const object = view.resolve(item);
    return isStream(object) ? [object] : [...(view.dict(item)?.entries.values() ?? [])];
  });
}

function lacks(view: PdfView, picture: PdfObject, widget: PdfDict, names: ReadonlySet<string>): boolean {
  const content = appearanceContent(view, picture, widget);
  if (content === undefined) return false;
  if (content === 'unreadable') return true;
  const own = view.dict(view.dict(view.dict(picture)?.entries.get('Resources'))?.entries.get('Font'));
  const called = [...content.operators.matchAll(/\/(\S+) \S+ Tf(?= |$)/g)].map(([, font]) => font!);
  return called.some((font) => names.has(font) && !own?.entries.has(font));
}
