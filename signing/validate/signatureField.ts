/** Gathers the signatures of a file, with where they stand in its bytes. */
import { PdfLimitError } from '../pdf/errors.ts';
import { type Field, fields } from '../pdf/fields.ts';
import {
  isDict,
  isName,
  isRef,
  isString,
  type PdfDict,
  type PdfObject,
  type PdfString,
  textOf,
} from '../pdf/objects.ts';
import type { PdfFile } from '../pdf/pdfFile.ts';

export interface SignatureInFile {
  field: Field;
  kind: 'signature' | 'document-timestamp';
  dict: PdfDict;
  /** Object number of the value, when it is an object of its own. */
  num?: number;
  /** Revision that holds the value as it is now. */
  revision: number;
  /** Range of the object that holds the dictionary; undefined inside an object stream. */
  object?: { start: number; end: number };
  subFilter: string;
  contents: PdfString | undefined;
  byteRange: PdfObject | undefined;
}

const MAX_SIGNATURES = 500;

/** Signed signature fields, in the order of their revisions. */
export function signaturesOf(file: PdfFile): SignatureInFile[] {
  const view = file.latest;
  const found: SignatureInFile[] = [];
  for (const field of fields(view)) {
    if (field.type !== 'Sig') continue;
    const dict = view.resolve(field.value);
    if (!isDict(dict)) continue;
    if (found.length >= MAX_SIGNATURES) throw new PdfLimitError('quá nhiều chữ ký');
    const num = isRef(field.value) ? field.value.num : field.ref?.num;
    const located = num === undefined ? undefined : view.locate(num);
    const contents = dict.entries.get('Contents');
    found.push({
      field,
      kind:
        nameOf(dict, 'Type') === 'DocTimeStamp' || nameOf(dict, 'SubFilter') === 'ETSI.RFC3161'
          ? 'document-timestamp'
          : 'signature',
      dict,
      ...(isRef(field.value) ? { num: field.value.num } : {}),
      revision: num === undefined ? file.last : definedIn(file, num),
      ...(located && !located.compressed ? { object: { start: located.start, end: located.end } } : {}),
      subFilter: nameOf(dict, 'SubFilter'),
      contents: isString(contents) ? contents : undefined,
      byteRange: dict.entries.get('ByteRange'),
    });
  }
  return found.sort((a, b) => a.revision - b.revision);
}

const nameOf = (dict: PdfDict, key: string): string => {
  const value = dict.entries.get(key);
  return isName(value) ? value.value : '';
};

export const textEntry = (dict: PdfDict, key: string): string | undefined => {
  const value = dict.entries.get(key);
  return isString(value) ? textOf(value).slice(0, 1000) : undefined;
};

/** The revision whose own sections give the object its present version. */
export function definedIn(file: PdfFile, num: number): number {
  for (let revision = file.last; revision > 0; revision--) {
    if (file.isDefinedIn(revision, num)) return revision;
  }
  return 0;
}

/** `D:20201208101500+07'00'` (ISO 32000-1, 7.9.4). */
export function pdfDate(text: string | undefined): Date | undefined {
  const match = /^(?:D:)?(\d{4})(\d\d)?(\d\d)?(\d\d)?(\d\d)?(\d\d)?(?:([Zz+-])(\d\d)?'?(\d\d)?'?)?/.exec(
    text ?? '',
  );
  if (!match) return undefined;
  const [, y, mo = '01', d = '01', h = '00', mi = '00', s = '00', sign, zh = '00', zm = '00'] = match;
  const utc = Date.UTC(Number(y), Number(mo) - 1, Number(d), Number(h), Number(mi), Number(s));
  const offset = (Number(zh) * 60 + Number(zm)) * 60_000;
  const date = new Date(sign === '+' ? utc - offset : sign === '-' ? utc + offset : utc);
  return Number.isNaN(date.getTime()) ? undefined : date;
}
