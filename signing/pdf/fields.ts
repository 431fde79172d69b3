/** Walks the interactive form's fields (ISO 32000-1, 12.7.3), guarded against cycles and depth. */
import { PdfLimitError, PdfStructureError } from './errors.ts';
import {
  isDict,
  isName,
  isRef,
  isString,
  type PdfDict,
  type PdfObject,
  type PdfRef,
  textOf,
} from './objects.ts';
import type { PdfView } from './pdfFile.ts';

export interface Field {
  /** Fully qualified: names joined by dots. */
  name: string;
  /** `Tx`, `Sig`, `Btn`, `Ch`, or '' where none is said. */
  type: string;
  /** Absent when the field stands directly in its parent's array. */
  ref?: PdfRef;
  dict: PdfDict;
  /** `/V`, unresolved; inherited where the field has none. */
  value: PdfObject | undefined;
  /** Its widgets: itself when merged, or its kids without a name. */
  widgets: { ref?: PdfRef; dict: PdfDict }[];
}

interface Inherited {
  name: string;
  type: string;
  value: PdfObject | undefined;
}

const MAX_FIELDS = 100_000;
const MAX_DEPTH = 40;

export function fields(view: PdfView): Field[] {
  const found: Field[] = [];
  const seen = new Set<number>();
  let count = 0;

  const walk = (object: PdfObject, inherited: Inherited, above: readonly number[]): void => {
    if (++count > MAX_FIELDS || above.length > MAX_DEPTH) throw new PdfLimitError('biểu mẫu quá lớn');
    if (isRef(object)) {
      if (above.includes(object.num)) throw new PdfStructureError('cây trường biểu mẫu quay vòng');
      // Some programs name a field several times: it is one.
      if (seen.has(object.num)) return;
      seen.add(object.num);
    }
    const path = isRef(object) ? [...above, object.num] : [...above, 0];
    const dict = view.resolve(object);
    if (!isDict(dict)) return;
    const own = fieldOf(view, dict, inherited);
    const kids = view.array(dict.entries.get('Kids'));
    // A node without a name is one still (12.7.3.2); without kids it is a widget.
    const subfields = kids.filter((kid) => isNode(view.dict(kid)));
    if (subfields.length) {
      for (const kid of subfields) walk(kid, own, path);
      return;
    }
    const self = isRef(object) ? { ref: object, dict } : { dict };
    const widgets = kids.length
      ? kids.flatMap((kid) => {
          const widget = view.dict(kid);
          return widget ? [isRef(kid) ? { ref: kid, dict: widget } : { dict: widget }] : [];
        })
      : isWidget(view, dict)
        ? [self]
        : [];
    found.push({ ...self, ...own, widgets });
  };

  const form = view.acroForm;
  if (form) {
    for (const item of view.array(form.entries.get('Fields'))) {
      walk(item, { name: '', type: '', value: undefined }, []);
    }
  }
  return found;
}

function fieldOf(view: PdfView, dict: PdfDict, inherited: Inherited): Inherited {
  const partial = view.get(dict, 'T');
  const type = view.get(dict, 'FT');
  const own = isString(partial) ? textOf(partial) : '';
  return {
    name: inherited.name && own ? `${inherited.name}.${own}` : inherited.name || own,
    type: isName(type) ? type.value : inherited.type,
    value: dict.entries.get('V') ?? inherited.value,
  };
}

const isNode = (kid: PdfDict | undefined): boolean =>
  kid !== undefined && (kid.entries.has('T') || kid.entries.has('Kids'));

const isWidget = (view: PdfView, dict: PdfDict): boolean => {
  const subtype = view.get(dict, 'Subtype');
  return (isName(subtype) && subtype.value === 'Widget') || dict.entries.has('Rect');
};

/** Has a value, of whatever kind, rich text that viewers show for one (12.7.3.4), or a button's state that is not off. */
export function isFilled(view: PdfView, { dict, value, widgets }: Field): boolean {
  const said = view.resolve(value);
  if (isString(said) ? said.bytes.length > 0 : said !== null && !(isName(said) && said.value === 'Off'))
    return true;
  return [dict, ...widgets.map((widget) => widget.dict)].some((item) => {
    const state = view.get(item, 'AS');
    return view.get(item, 'RV') !== null || (isName(state) && state.value !== 'Off');
  });
}

const MAX_SHOWN = 60;

/** What people call the field: its tooltip (`/TU`), or its name where it has none. */
export function shownName({ dict, name }: Field): string {
  const tooltip = dict.entries.get('TU');
  const words = tooltip && isString(tooltip) ? textOf(tooltip).replace(/\s+/g, ' ').trim() : '';
  return (words || name).slice(0, MAX_SHOWN);
}
