/** How viewers would draw a field's value anew (`/DA`, ISO 32000-1, 12.7.3.3), where it has no picture or they are asked to. */
import type { Field } from '../../pdf/fields.ts';
import { isString, type PdfDict } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import { fontsOf, isPictureFont } from './appearanceContent.ts';
import type { ChangeCode } from './changeWords.ts';
import { contentTokens } from './contentTokens.ts';
import { showsLightText } from './lightText.ts';

const MAX_DEPTH = 40;

export const needsAppearances = (view: PdfView): boolean =>
  view.acroForm !== undefined && view.get(view.acroForm, 'NeedAppearances') === true;

export const isDrawnByViewers = (view: PdfView, widget: PdfDict): boolean =>
  needsAppearances(view) || view.resolve(view.dict(widget.entries.get('AP'))?.entries.get('N')) === null;

/** @returns why it would be no text in a colour that hides nothing */
export function drawnAnewDifferently(view: PdfView, field: Field): ChangeCode | undefined {
  for (const { dict } of field.widgets) {
    if (!isDrawnByViewers(view, dict)) continue;
    if ([field.dict, dict].some((item) => view.get(item, 'RV') !== null)) return 'SHOWN_RICH_TEXT';
    const tokens = contentTokens(defaultAppearance(view, dict) ?? Buffer.alloc(0));
    if (!tokens) return 'SHOWN_DEFAULT_UNREADABLE';
    if (fontsOf(view, undefined, tokens.operators).some((font) => isPictureFont(view, font)))
      return 'SHOWN_DEFAULT_PICTURE';
    if (showsLightText({ operators: `${tokens.operators} () Tj` })) return 'SHOWN_DEFAULT_LIGHT';
  }
  return undefined;
}

/** The widget's own, or that of the nearest field above it, or the form's. */
export function defaultAppearance(view: PdfView, widget: PdfDict): Buffer | undefined {
  let node: PdfDict | undefined = widget;
  for (let depth = 0; node && depth < MAX_DEPTH; depth++) {
    const own = view.get(node, 'DA');
    if (isString(own)) return own.bytes;
    node = view.dict(node.entries.get('Parent'));
  }
  const form = view.acroForm && view.get(view.acroForm, 'DA');
  return form && isString(form) ? form.bytes : undefined;
}
