import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fields } from '../pdf/fields.ts';
import { dict, isDict, isString, name, type PdfDict, text, textOf } from '../pdf/objects.ts';
import { openPdf } from '../pdf/openPdf.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { pyHanko } from '../testing/validators.ts';
import {
  ChangeNotPermittedError,
  DocumentSignedError,
  FieldLockedError,
  FieldNotFoundError,
} from './errors.ts';
import { FieldValueError, fillFields } from './fillFields.ts';
import { PdfEdit } from './pdfEdit.ts';
import { preparePdf } from './preparePdf.ts';
import { signPdf } from './signPdf.ts';

let services: TestAuthorities;
beforeAll(async () => {
  services = await testAuthorities();
});
afterAll(() => services.stop());

const box = { page: 0, x: 300, y: 200, width: 100, height: 50 };
const sign = (pdf: Uint8Array, field: string) =>
  signPdf(pdf, { key: services.person.key, level: 'B-B', field });

const prepared = async () =>
  preparePdf(await samplePdf(), {
    signatures: { person: box, agency: { ...box, y: 300 } },
    texts: { number: { ...box, y: 400, height: 16, fontSize: 13 } },
  });

function edited(pdf: Buffer, change: (edit: PdfEdit) => void): Buffer {
  const edit = new PdfEdit(openPdf(pdf));
  change(edit);
  return Buffer.concat([pdf, edit.finish().bytes]);
}

/** Makes «person» a certifying signature: its signature dictionary names DocMDP. */
async function certified(level: number): Promise<Buffer> {
  const signed = await sign(await prepared(), 'person');
  return edited(signed, (edit) => {
    const parameters = dict({ Type: name('TransformParams'), P: level, V: name('1.2') });
    const reference = dict({ TransformMethod: name('DocMDP'), TransformParams: parameters });
    const signature = edit.add(dict({ Type: name('Sig'), Reference: [reference] }));
    edit.changeDict(edit.root, (root) => root.entries.set('Perms', dict({ DocMDP: signature })));
  });
}

describe('what earlier signatures allow', () => {
  it('a document certified against every change is neither signed nor filled in', async () => {
    const pdf = await certified(1);
    await expect(sign(pdf, 'agency')).rejects.toThrow(ChangeNotPermittedError);
    expect(() => fillFields(pdf, { number: '1' })).toThrow(ChangeNotPermittedError);
  });

  it('a document certified for forms is signed in fields that it has, and gets no new ones', async () => {
    const pdf = await certified(2);
    await expect(sign(pdf, 'agency')).resolves.toBeInstanceOf(Buffer);
    await expect(sign(pdf, 'another')).rejects.toThrow(ChangeNotPermittedError);
    expect(() => preparePdf(pdf, { signatures: {} })).toThrow(ChangeNotPermittedError);
  });

  it('no fields are added once somebody has signed', async () => {
    const pdf = await sign(await samplePdf(), 'person');
    expect(() => preparePdf(pdf, { signatures: { agency: box } })).toThrow(DocumentSignedError);
  });

  it('a field that a signature locks stays as it was, the others do not', async () => {
    const lock = dict({ Type: name('SigFieldLock'), Action: name('Include'), Fields: [text('number')] });
    const withLock = edited(await prepared(), (edit) => {
      const field = fields(edit.view).find((item) => item.name === 'person')!;
      edit.changeDict(field.ref!, (copy) => copy.entries.set('Lock', lock));
    });
    // Not filled in first: pyHanko takes the appearance of a locked field for a change of it, though it is none.
    const signed = await sign(withLock, 'person');
    expect(() => fillFields(signed, { number: '9999' })).toThrow(FieldLockedError);
    const sealed = await sign(signed, 'agency');
    expect(await pyHanko(sealed, services.authority.caFile)).toMatchObject([
      { field: 'person', ok: true },
      { field: 'agency', ok: true },
    ]);
  });
});

describe('fillFields', () => {
  const textIn = (pdf: Buffer, fieldName: string): string | undefined => {
    const value = fields(openPdf(pdf).latest).find((item) => item.name === fieldName)?.value;
    return isString(value) ? textOf(value) : undefined;
  };

  it('fills in what is asked and shrinks what is too long for its box', async () => {
    const pdf = fillFields(await prepared(), { number: 'số rất dài '.repeat(10).trim() });
    expect(textIn(pdf, 'number')).toBe('số rất dài '.repeat(10).trim());
    expect(textIn(fillFields(pdf, { number: '2225' }), 'number')).toBe('2225');
  });

  it('names a field that is not there, or is none for text, and a value without measure', async () => {
    const pdf = await prepared();
    expect(() => fillFields(pdf, { nothing: '1' })).toThrow(FieldNotFoundError);
    expect(() => fillFields(pdf, { person: '1' })).toThrow(FieldNotFoundError);
    expect(() => fillFields(pdf, { number: '1'.repeat(201) })).toThrow(FieldValueError);
  });
});

describe('a form that somebody else made', () => {
  it('keeps its fields and its dictionary wherever it stands', async () => {
    const pdf = edited(await samplePdf(), (edit) => {
      const field = edit.add(dict({ FT: name('Tx'), T: text('của người khác'), V: text('giữ nguyên') }));
      const form = edit.add(dict({ Fields: edit.add([field]), NeedAppearances: false }));
      edit.changeDict(edit.root, (root) => root.entries.set('AcroForm', form));
    });
    const signed = await sign(pdf, 'person');
    const names = fields(openPdf(signed).latest).map((field) => field.name);
    expect(names).toEqual(['của người khác', 'person']);
    const form: PdfDict | undefined = openPdf(signed).latest.acroForm;
    expect(isDict(form ?? null) && form!.entries.get('NeedAppearances')).toBe(false);
    expect(await pyHanko(signed, services.authority.caFile)).toMatchObject([{ ok: true }]);
  });
});
