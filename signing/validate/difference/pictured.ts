/** Whether viewers draw anything for a widget. */
import { PdfError } from '../../pdf/errors.ts';
import { isName, isStream, type PdfDict, type PdfObject } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import { contentTokens } from './contentTokens.ts';
import { picturesOf } from './drawn.ts';

/** Has a picture, or a background, a border, a caption or icons of which viewers make one (12.5.6.19, table 189). */
export function isPictured(view: PdfView, widget: PdfDict): boolean {
  const characteristics = view.dict(widget.entries.get('MK'));
  return (
    isOtherAnnotation(view, widget) ||
    picturesOf(view, widget).some((picture) => draws(view, picture)) ||
    ['BG', 'BC', 'CA', 'I'].some((key) => characteristics?.entries.has(key) ?? false)
  );
}

/** An annotation of another kind than a widget: viewers draw it by themselves, also without `/Rect` or `/AP`. */
export function isOtherAnnotation(view: PdfView, dict: PdfDict): boolean {
  const subtype = view.get(dict, 'Subtype');
  return subtype !== null && !(isName(subtype) && subtype.value === 'Widget');
}

/** pyHanko gives an empty field an empty picture. */
function draws(view: PdfView, picture: PdfObject): boolean {
  const stream = view.resolve(picture);
  if (stream === null) return false;
  if (!isStream(stream) || stream.wrongLength || stream.dict.entries.has('F')) return true;
  try {
    return contentTokens(view.file.decode(stream, view.revision))?.operators !== '';
  } catch (error) {
    if (error instanceof PdfError) return true;
    throw error;
  }
}
