/** Finds the field that is to be signed, or makes one. */
import { boxOf, type Place, rectOf } from '../appearance/box.ts';
import { type Rotation, rotationOf } from '../appearance/pageSpace.ts';
import { type Field, fields } from '../pdf/fields.ts';
import { dict, isDict, isRef, name, type PdfDict, type PdfRef, text } from '../pdf/objects.ts';
import { pages } from '../pdf/pages.ts';
import type { PdfView } from '../pdf/pdfFile.ts';
import {
  ChangeNotPermittedError,
  FieldAlreadySignedError,
  FieldLockedError,
  FieldNotFoundError,
  PageNotFoundError,
} from './errors.ts';
import { tooltipOf } from './fieldNames.ts';
import type { PdfEdit } from './pdfEdit.ts';
import { certification, isLocked } from './permissions.ts';

export interface FieldToSign {
  ref: PdfRef;
  /** Width and height of the widget; 0 when the signature is not shown. */
  width: number;
  height: number;
  /** How the page that shows it is turned. */
  rotation: Rotation;
  /** The widget, which may be the field itself or its only kid. */
  widget: PdfRef;
  /** What the field locks once it is signed (ISO 32000-1, 12.7.4.5). */
  lock?: PdfDict;
}

/** @throws ChangeNotPermittedError, FieldAlreadySignedError, FieldLockedError, FieldNotFoundError */
export function fieldToSign(edit: PdfEdit, fieldName: string, place?: Place): FieldToSign {
  const { view } = edit;
  const certified = certification(view);
  if (certified === 1) throw new ChangeNotPermittedError(1);
  const existing = fields(view).find((field) => field.name === fieldName);
  if (!existing) {
    // With 2 and 3, signing means filling a field that is there (table 254).
    if (certified !== undefined) throw new ChangeNotPermittedError(certified);
    return made(edit, fieldName, place);
  }
  if (existing.type !== 'Sig' || !existing.ref) throw new FieldNotFoundError(fieldName);
  if (view.dict(existing.value)) throw new FieldAlreadySignedError(fieldName);
  if (isLocked(view, fieldName)) throw new FieldLockedError(fieldName);
  return found(edit, existing, existing.ref);
}

/** A field for a document timestamp, which also a certified document allows (ISO 32000-2, 12.8.2.2.2). */
export const timestampField = (edit: PdfEdit, fieldName: string): FieldToSign =>
  made(edit, fieldName, undefined);

function found(edit: PdfEdit, field: Field, reference: PdfRef): FieldToSign {
  const { view } = edit;
  const [widget] = field.widgets;
  const rect = view.numbers(widget?.dict.entries.get('Rect'));
  const { width, height } = boxOf(rect);
  const lock = view.dict(field.dict.entries.get('Lock'));
  const rotation = rotationAround(view, widget?.dict);
  const shown = { widget: widget?.ref ?? reference, width, height, rotation };
  return { ref: reference, ...shown, ...(lock ? { lock } : {}) };
}

function made(edit: PdfEdit, fieldName: string, place: Place | undefined): FieldToSign {
  const [reference] = addFields(edit, [{ name: fieldName, type: 'Sig', place: place ?? HIDDEN }]);
  const { width, height, page } = place ?? HIDDEN;
  const rotation = place ? rotationOf(edit.view, pages(edit.view)[page]!) : 0;
  return { ref: reference!, widget: reference!, width, height, rotation };
}

/** Of the page that the widget names (12.5.2); a widget that names none is taken as it stands. */
function rotationAround(view: PdfView, widget: PdfDict | undefined): Rotation {
  const named = widget?.entries.get('P');
  const page = isRef(named) ? pages(view).find(({ ref }) => ref.num === named.num) : undefined;
  return page ? rotationOf(view, page) : 0;
}

const HIDDEN: Place = { page: 0, x: 0, y: 0, width: 0, height: 0 };

export interface NewField {
  name: string;
  type: 'Sig' | 'Tx';
  place: Place;
  /** Further entries of its dictionary. */
  entries?: PdfDict['entries'];
}

/**
 * Adds fields, each its own widget, to the form and to their pages. They have no appearance until they are filled
 * in or signed: EU DSS counts the change of an empty appearance among changes that it cannot explain. PDF/A asks
 * for one (ISO 19005-2, 6.3.3), so a PDF/A document conforms again once its last field is used.
 */
export function addFields(edit: PdfEdit, wanted: NewField[]): PdfRef[] {
  const all = pages(edit.view);
  const made = wanted.map((field) => {
    const page = all[field.place.page];
    if (!page) throw new PageNotFoundError(field.place.page);
    const tooltip = tooltipOf(field.name);
    const widget = dict({
      Type: name('Annot'),
      Subtype: name('Widget'),
      FT: name(field.type),
      T: text(field.name),
      TU: tooltip === undefined ? undefined : text(tooltip),
      Rect: rectOf(field.place).map((value) => Math.round(value * 100) / 100),
      // Print (12.5.3)
      F: 4,
      P: page.ref,
    });
    if (field.entries instanceof Map)
      for (const [key, value] of field.entries) widget.entries.set(key, value);
    const reference = edit.add(widget);
    edit.changeDict(page.ref, (copy) => edit.append(copy, 'Annots', reference));
    return reference;
  });
  edit.changeForm((form) => {
    edit.append(form, 'Fields', ...made);
    if (wanted.some((field) => field.type === 'Sig')) form.entries.set('SigFlags', 3);
  });
  return made;
}

/** Sets SigFlags where a form that somebody else made left them out (12.7.2). */
export function markSigned(edit: PdfEdit): void {
  const catalog = edit.now(edit.root);
  const form = isDict(catalog) ? edit.now(catalog.entries.get('AcroForm')) : null;
  if (isDict(form) && form.entries.get('SigFlags') === 3) return;
  edit.changeForm((copy) => copy.entries.set('SigFlags', 3));
}
