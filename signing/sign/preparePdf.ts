/** Before the first signature: gives a document the fields that people will sign and the clerk will fill in. */
import { decimal } from '../appearance/appearance.ts';
import type { Place } from '../appearance/box.ts';
import { embedSerif } from '../appearance/serif.ts';
import { bytesString, dict, type PdfDict, type PdfObject } from '../pdf/objects.ts';
import { openPdf } from '../pdf/openPdf.ts';
import { appendToCopy } from './append.ts';
import { ChangeNotPermittedError, DocumentSignedError } from './errors.ts';
import { PdfEdit } from './pdfEdit.ts';
import { certification, isSigned } from './permissions.ts';
import { addFields, type NewField } from './signatureField.ts';

/** A box that text is written into: its size, and how it lies in the box. */
export interface TextPlace extends Place {
  fontSize: number;
  align?: keyof typeof ALIGNMENT;
}

/** Values of `/Q` (12.7.3.3). */
const ALIGNMENT = { left: 0, centre: 1, right: 2 } as const;

/** Places as `findPlaces` gives them: a field whose place was not found is not made. */
export interface FieldPlaces {
  /** Signature fields, by name: «person», «agency», initials. */
  signatures: Record<string, Place | undefined>;
  /** Text fields, by name: «number», «day», «month». */
  texts?: Record<string, TextPlace | undefined>;
}

/** The font of form fields in `/DR`, and its characters: what numbers, dates and short words need. */
const FORM_FONT = 'CongVanSerif';
const FORM_CHARACTERS = ' 0123456789./-abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZĐđ';

/**
 * Adds empty fields, by appending. Filling them in later is not a change of the page for a validator, writing
 * into the page would be (ISO 32000-1, 12.8.2.2).
 * @throws DocumentSignedError when somebody has signed already; ChangeNotPermittedError
 */
export function preparePdf(pdf: Uint8Array, places: FieldPlaces): Buffer {
  const edit = new PdfEdit(openPdf(pdf));
  const certified = certification(edit.view);
  if (certified !== undefined) throw new ChangeNotPermittedError(certified);
  if (isSigned(edit.view)) throw new DocumentSignedError();
  const signatures = found(places.signatures);
  const texts = found(places.texts ?? {});
  const wanted: NewField[] = [
    ...signatures.map(([name, place]): NewField => ({ name, type: 'Sig', place })),
    ...texts.map(([name, place]): NewField => ({ name, type: 'Tx', place, entries: textEntries(place) })),
  ];
  addFields(edit, wanted);
  if (texts.length) {
    const font = embedSerif(FORM_CHARACTERS, (object) => edit.add(object));
    edit.changeForm((form) => addFormFont(edit, form, font));
  }
  return appendToCopy(edit).pdf;
}

const found = <T>(places: Record<string, T | undefined>): [string, T][] =>
  Object.entries(places).filter((entry): entry is [string, T] => entry[1] !== undefined);

function textEntries(place: TextPlace): Map<string, PdfObject> {
  return new Map<string, PdfObject>([
    ['DA', defaultAppearance(place.fontSize)],
    ['Q', ALIGNMENT[place.align ?? 'centre']],
  ]);
}

const defaultAppearance = (size: number): PdfObject =>
  bytesString(Buffer.from(`/${FORM_FONT} ${decimal(size)} Tf 0 g`));

function addFormFont(edit: PdfEdit, form: PdfDict, font: PdfObject): void {
  const copy = (value: PdfObject): PdfDict => dict(Object.fromEntries(entriesOf(value)));
  const resources = copy(edit.now(form.entries.get('DR')));
  const fonts = copy(edit.now(resources.entries.get('Font')));
  fonts.entries.set(FORM_FONT, font);
  resources.entries.set('Font', fonts);
  form.entries.set('DR', resources);
  if (!form.entries.has('DA')) form.entries.set('DA', defaultAppearance(13));
}

const entriesOf = (value: PdfObject): Iterable<[string, PdfObject]> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && value.kind === 'dict'
    ? value.entries
    : [];
