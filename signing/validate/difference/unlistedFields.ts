/** Widgets on pages that the form's list of fields does not lead to: viewers show them, and some draw them anew. */
import type { Field } from '../../pdf/fields.ts';
import { isName, isRef, isString, type PdfDict, textOf } from '../../pdf/objects.ts';
import type { Page } from '../../pdf/pages.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';

const MAX_DEPTH = 40;

/** @param listed what the list leads to */
export function unlistedFields(view: PdfView, pages: readonly Page[], listed: readonly Field[]): Field[] {
  const known = new Set(listed.flatMap(({ widgets }) => widgets.flatMap(({ ref }) => ref?.num ?? [])));
  return pages.flatMap((page) =>
    view.array(page.dict.entries.get('Annots')).flatMap((item) => {
      const dict = view.dict(item);
      const subtype = dict && view.get(dict, 'Subtype');
      const isWidget = isName(subtype ?? undefined) && (subtype as { value: string }).value === 'Widget';
      return dict && isWidget && !(isRef(item) && known.has(item.num)) ? [fieldOf(view, dict)] : [];
    }),
  );
}

function fieldOf(view: PdfView, dict: PdfDict): Field {
  const title = inherited(view, dict, 'T');
  const type = inherited(view, dict, 'FT');
  return {
    name: isString(title) ? textOf(title) : '',
    type: isName(type) ? type.value : '',
    dict,
    value: inherited(view, dict, 'V'),
    widgets: [{ dict }],
  };
}

/** From the widget up, as viewers look (12.7.3.1). */
function inherited(view: PdfView, widget: PdfDict, key: string) {
  let node: PdfDict | undefined = widget;
  for (let depth = 0; node && depth < MAX_DEPTH; depth++) {
    const own = view.get(node, key);
    if (own !== null) return own;
    node = view.dict(node.entries.get('Parent'));
  }
  return undefined;
}
