/** Fills in text fields by appending: a change that validators allow after a signature. */
import { decimal } from '../appearance/appearance.ts';
import { type Box, boxOf } from '../appearance/box.ts';
import { embedSerif, serif, showText, textWidth } from '../appearance/serif.ts';
import { type Field, fields } from '../pdf/fields.ts';
import { dict, isString, name, type PdfRef, stream, text, textOf } from '../pdf/objects.ts';
import { openPdf } from '../pdf/openPdf.ts';
import type { PdfView } from '../pdf/pdfFile.ts';
import { appendToCopy } from './append.ts';
import { ChangeNotPermittedError, FieldLockedError, FieldNotFoundError, SigningError } from './errors.ts';
import { PdfEdit } from './pdfEdit.ts';
import { certification, isLocked } from './permissions.ts';

const MAX_LENGTH = 200;

export class FieldValueError extends SigningError {
  constructor(readonly field: string) {
    super('FIELD_VALUE', `Giá trị của ô «${field}» quá dài.`);
  }
}

/**
 * @param values by field name, e.g. `{ number: '2225', day: '08', month: '12' }`
 * @returns the document with one more revision
 * @throws FieldNotFoundError, FieldLockedError, ChangeNotPermittedError, FieldValueError
 */
export function fillFields(pdf: Uint8Array, values: Record<string, string>): Buffer {
  const edit = new PdfEdit(openPdf(pdf));
  if (certification(edit.view) === 1) throw new ChangeNotPermittedError(1);
  const known = fields(edit.view);
  for (const [fieldName, value] of Object.entries(values)) {
    const field = known.find((item) => item.name === fieldName && item.type === 'Tx');
    if (!field?.ref) throw new FieldNotFoundError(fieldName);
    if (isLocked(edit.view, fieldName)) throw new FieldLockedError(fieldName);
    if (value.length > MAX_LENGTH) throw new FieldValueError(fieldName);
    fill(edit, field, field.ref, value.normalize('NFC'));
  }
  return appendToCopy(edit).pdf;
}

function fill(edit: PdfEdit, field: Field, reference: PdfRef, value: string): void {
  edit.changeDict(reference, (copy) => copy.entries.set('V', text(value)));
  for (const widget of field.widgets) {
    const box = boxOf(edit.view.numbers(widget.dict.entries.get('Rect')));
    const drawn = draw(edit, box, value, fontSizeOf(edit.view, field, box), alignOf(edit.view, field));
    edit.changeDict(widget.ref ?? reference, (copy) => copy.entries.set('AP', dict({ N: drawn })));
  }
}

const alignOf = (view: PdfView, field: Field): number => {
  const align = view.get(field.dict, 'Q');
  return typeof align === 'number' ? align : 0;
};

/** The size in the default appearance `/Font 13 Tf`; 0 there means «what fits» (12.7.3.3). */
function fontSizeOf(view: PdfView, field: Field, box: Box): number {
  const value = view.get(field.dict, 'DA') ?? view.acroForm?.entries.get('DA');
  const size = value && isString(value) ? Number(/([\d.]+)\s+Tf/.exec(textOf(value))?.[1] ?? 0) : 0;
  return size > 0 ? size : Math.min(12, box.height * 0.75);
}

function draw(edit: PdfEdit, box: Box, value: string, wanted: number, align: number): PdfRef {
  const width = textWidth(value, wanted);
  const size = width > box.width ? (wanted * box.width) / width : wanted;
  const left = ((box.width - textWidth(value, size)) * align) / 2;
  // The baseline lies where capitals stand in the middle of the box.
  const baseline = (box.height - (serif().capHeight * size) / 1000) / 2;
  const font = embedSerif(value, (object) => edit.add(object));
  const content = `/Tx BMC q BT 0 g /Serif ${decimal(size)} Tf 1 0 0 1 ${decimal(left)} ${decimal(baseline)} Tm ${showText(value)} ET Q EMC`;
  return edit.add(
    stream(
      dict({
        Type: name('XObject'),
        Subtype: name('Form'),
        BBox: [0, 0, box.width, box.height],
        Resources: dict({ Font: dict({ Serif: font }) }),
      }),
      Buffer.from(content, 'latin1'),
    ),
  );
}
