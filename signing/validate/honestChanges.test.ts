/** What honest programs do to a document after its first signature, and what looks like it and is not. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { handMadePdf, handMadeUpdate, stream } from '../pdf/testing/handMade.ts';
import { signPdf } from '../sign/signPdf.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { trustFromPem } from '../trust/trustStore.ts';
import { validatePdf } from './validatePdf.ts';

let services: TestAuthorities;
let signed: Buffer;
beforeAll(async () => {
  services = await testAuthorities();
  const pdf = handMadePdf({ objects: tagged });
  signed = await signPdf(pdf, { key: services.person.key, level: 'B-B', field: 'person' });
});
afterAll(() => services.stop());

const border = 'q 0 1 0 rg 0 0 m 100 0 l 99 1 l 1 1 l f Q';
const appearance = (content: string) =>
  stream(
    '/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F1 5 0 R >> >>',
    `${border} /Tx BMC BT /F1 12 Tf 2 5 Td ${content} ET EMC`,
  );
const text = (more: string) =>
  `<< /Type /Annot /Subtype /Widget /FT /Tx /T (number) /Rect [72 640 172 660] /F 4 /P 3 0 R /DA (/F1 12 Tf 0 g) /MK << /BC [0 1 0] >> ${more} >>`;
const catalog =
  '/Type /Catalog /Pages 2 0 R /StructTreeRoot 10 0 R /MarkInfo << /Marked true >> /AcroForm 14 0 R';
const page =
  '/Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /StructParents 0 /Resources << /Font << /F1 5 0 R >> >>';

/** A tagged page: one paragraph, an empty text field with a border of filled areas, an empty signature field. */
const tagged: Record<number, string> = {
  1: `<< ${catalog} >>`,
  2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  3: `<< ${page} /Annots [6 0 R 7 0 R] >>`,
  4: stream('', '/P << /MCID 0 >> BDC BT /F1 24 Tf 72 700 Td (Chi 1.000.000 dong) Tj ET EMC'),
  5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  6: text('/AP << /N 9 0 R >>'),
  7: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (person) /Rect [300 100 500 200] /F 4 /P 3 0 R >>',
  9: appearance('( ) Tj'),
  10: '<< /Type /StructTreeRoot /K [11 0 R] /ParentTree 13 0 R /ParentTreeNextKey 1 >>',
  11: '<< /Type /StructElem /S /Document /P 10 0 R /K [12 0 R] >>',
  12: '<< /Type /StructElem /S /P /P 11 0 R /Pg 3 0 R /K 0 >>',
  13: '<< /Nums [0 [12 0 R]] >>',
  14: '<< /Fields [6 0 R 7 0 R] /SigFlags 3 >>',
};

const verdict = async (pdf: Buffer): Promise<string> =>
  (await validatePdf(pdf, { trust: trustFromPem(services.authority.caPem) })).signatures[0]!.verdict;

/** Another program prepares a second signature and tags it, as iText does. */
const secondField: Record<number, string> = {
  3: `<< ${page} /Annots [6 0 R 7 0 R 40 0 R] >>`,
  10: '<< /Type /StructTreeRoot /K [11 0 R] /ParentTree 42 0 R /ParentTreeNextKey 2 >>',
  11: '<< /Type /StructElem /S /Document /P 10 0 R /K [12 0 R 41 0 R] >>',
  14: '<< /Fields [6 0 R 7 0 R 40 0 R] /SigFlags 3 >>',
  40: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (agency) /Rect [72 100 200 200] /F 4 /P 3 0 R /StructParent 1 >>',
  41: '<< /Type /StructElem /S /Form /P 11 0 R /Pg 3 0 R /K << /Type /OBJR /Obj 40 0 R >> >>',
  42: '<< /Nums [0 [12 0 R] 1 41 0 R] >>',
};

describe('a signature field added to a tagged document', () => {
  it('may stand in its structure tree', async () => {
    expect(await verdict(signed)).toBe('valid');
    expect(await verdict(handMadeUpdate(signed, secondField))).toBe('valid');
  });

  it.each<[string, Record<number, string>]>([
    [
      'other words are read out for what was signed',
      { 12: '<< /Type /StructElem /S /P /P 11 0 R /Pg 3 0 R /K 0 /ActualText (Chi 9.000.000 dong) >>' },
    ],
    ['an element is taken out', { 11: '<< /Type /StructElem /S /Document /P 10 0 R /K [41 0 R] >>' }],
    [
      'a new element speaks of the page',
      { 41: '<< /Type /StructElem /S /P /P 11 0 R /Pg 3 0 R /K 0 /ActualText (Khong chi) >>' },
    ],
    [
      'a new element speaks of a field that was there',
      { 41: '<< /Type /StructElem /S /Form /P 11 0 R /Pg 3 0 R /K << /Type /OBJR /Obj 6 0 R >> >>' },
    ],
    ['the page leads to another element', { 42: '<< /Nums [0 [41 0 R] 1 41 0 R] >>' }],
    [
      'roles are mapped anew',
      {
        10: '<< /Type /StructTreeRoot /K [11 0 R] /ParentTree 42 0 R /ParentTreeNextKey 2 /RoleMap << /P /Artifact >> >>',
      },
    ],
  ])('is a change when %s', async (_, objects) => {
    expect(await verdict(handMadeUpdate(signed, { ...secondField, ...objects }))).toBe('changed');
  });
});

describe('a field whose border is drawn as filled areas', () => {
  const filled = (drawn: string) =>
    handMadeUpdate(signed, { 6: text('/V (2225) /AP << /N 43 0 R >>'), 43: drawn });

  it('may be filled when the border stays', async () => {
    expect(await verdict(filled(appearance('(2225) Tj')))).toBe('valid');
  });

  it('may be filled by a program that strokes the border and clips the text', async () => {
    const drawn = stream(
      '/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F1 5 0 R >> >>',
      'q 0 1 0 RG 3 w 1.5 1.5 97 17 re s Q /Tx BMC q 6 3 88 14 re W n BT /F1 12 Tf 6 5 Td (2225) Tj ET Q EMC',
    );
    expect(await verdict(filled(drawn))).toBe('valid');
  });

  it('may be filled when it drew a no-break space before', async () => {
    const pdf = handMadePdf({ objects: { ...tagged, 9: appearance('(\xa0) Tj') } });
    const once = await signPdf(pdf, { key: services.person.key, level: 'B-B', field: 'person' });
    const objects = { 6: text('/V (2225) /AP << /N 43 0 R >>'), 43: appearance('(2225) Tj') };
    expect(await verdict(handMadeUpdate(once, objects))).toBe('valid');
  });

  it.each([
    ['covers what lies under it', appearance('(2225) Tj').replace('0 0 m 100 0 l', '0 0 100 20 re')],
    ['draws with a pattern', appearance('(2225) Tj').replace('0 1 0 rg', '/Q scn  ')],
  ])('is a change when it %s', async (_, drawn) => {
    expect(await verdict(filled(drawn.replace(/\/Length \d+/, `/Length ${drawn.length}`)))).toBe('changed');
  });
});

describe('a field that a later signature locks', () => {
  const number = (flags: string) => text(`/AP << /N 9 0 R >> ${flags}`);

  it('may become read-only, with its other flags as they were', async () => {
    expect(await verdict(handMadeUpdate(signed, { 6: number('/Ff 1') }))).toBe('valid');
    const pdf = handMadePdf({ objects: { ...tagged, 6: number('/Ff 4096') } });
    const once = await signPdf(pdf, { key: services.person.key, level: 'B-B', field: 'person' });
    expect(await verdict(handMadeUpdate(once, { 6: number('/Ff 4097') }))).toBe('valid');
    expect(await verdict(handMadeUpdate(once, { 6: number('/Ff 1') }))).toBe('changed');
    expect(await verdict(handMadeUpdate(once, { 6: number('/Ff 0') }))).toBe('changed');
  });

  it('may become read-only when it is a signature', async () => {
    const own = (flags: string) =>
      tagged[7]!.replace(' >>', ` ${flags} >>`).replace('(person)', '(agency)').replace('300', '100');
    const objects = {
      ...tagged,
      3: `<< ${page} /Annots [6 0 R 7 0 R 8 0 R] >>`,
      8: own(''),
      14: '<< /Fields [6 0 R 7 0 R 8 0 R] /SigFlags 3 >>',
    };
    const key = services.person.key;
    const once = await signPdf(handMadePdf({ objects }), { key, level: 'B-B', field: 'person' });
    expect(await verdict(handMadeUpdate(once, { 8: own('/Ff 1') }))).toBe('valid');
    expect(await verdict(handMadeUpdate(once, { 8: own('/Ff 2') }))).toBe('changed');
  });
});

it('a form may name a field several times', async () => {
  const form = '<< /Fields [6 0 R 6 0 R 7 0 R 7 0 R] /SigFlags 3 >>';
  const pdf = handMadePdf({ objects: { ...tagged, 14: form } });
  const once = await signPdf(pdf, { key: services.person.key, level: 'B-B', field: 'person' });
  const report = await validatePdf(once, { trust: trustFromPem(services.authority.caPem) });
  expect(report.signatures.map((item) => item.verdict)).toEqual(['valid']);
});

it('startxref may count the line end before the table, and nothing else', async () => {
  const update = handMadeUpdate(signed, secondField).toString('latin1');
  const early = (bytes: number) =>
    Buffer.from(
      update.replace(
        /startxref\n(\d+)\n%%EOF\n$/,
        (_, at: string) => `startxref\n${Number(at) - bytes}\n%%EOF\n`,
      ),
      'latin1',
    );
  expect(await verdict(early(1))).toBe('valid');
  expect(await verdict(early(4))).toBe('changed');
});

describe('what other programs write as they fill a form', () => {
  const framed = (content: string) =>
    stream(
      '/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F1 5 0 R >> >>',
      content,
    );
  const white = '1 1 1 rg 1 0 0 1 1 1 cm 0 0 m 0 18 l 98 18 l 98 0 l h B';
  const own = text('/AP << /N 9 0 R >>').replace('/BC [0 1 0]', '/BC [0.2 0.4 0.6] /BG [1 1 1] /R 0');
  const sign = (objects: Record<number, string>) =>
    signPdf(handMadePdf({ objects: { ...tagged, ...objects } }), {
      key: services.person.key,
      level: 'B-B',
      field: 'person',
    });
  const written = framed('q 1 1 1 rg 0 0 100 20 re f Q BT /F1 12 Tf (2225) Tj ET');
  const byPdfJs = (colour: string) =>
    own
      .replace('/N 9 0 R >>', '/N 43 0 R >> /V (2225)')
      .replace(/\/MK <<.*?>>/, `/MK << /BC [${colour}] /BG [1 1 1] >>`);

  it('pdf.js may round colours and leave out what is the default', async () => {
    const once = await sign({ 6: own, 9: framed(`q ${white} Q`) });
    const saved = (colour: string) => handMadeUpdate(once, { 6: byPdfJs(colour), 43: written });
    expect(await verdict(saved('0.2 0.4 0.6039215'))).toBe('valid');
    expect(await verdict(saved('1 1 1'))).toBe('changed');
  });

  it('pdf.js may leave out a box’s caption, unless viewers draw it', async () => {
    const box = (characteristics: string, state: string) =>
      `<< /Type /Annot /Subtype /Widget /FT /Btn /T (number) /Rect [72 640 84 652] /F 4 /P 3 0 R /AS /${state} /MK << ${characteristics} >> /AP << /N << /Yes 9 0 R >> >> >>`;
    const tick = framed('BT /F1 12 Tf (x) Tj ET');
    const once = await sign({ 6: box('/CA (4)', 'Off'), 9: tick });
    const ticked = { 6: box('', 'Yes').replace('/AS', '/V /Yes /AS') };
    expect(await verdict(handMadeUpdate(once, ticked))).toBe('valid');
    const asked = tagged[14]!.replace('/SigFlags', '/NeedAppearances true /SigFlags');
    const anew = await sign({ 6: box('/CA (4)', 'Off'), 9: tick, 14: asked });
    expect(await verdict(handMadeUpdate(anew, ticked))).toBe('changed');
  });

  it('OpenPDF may say which option is seen first', async () => {
    const choice = (more: string) =>
      own.replace('/FT /Tx', '/FT /Ch /Ff 131072 /Opt [(A) (B)]').replace(/ >>$/, ` ${more} >>`);
    const once = await sign({ 6: choice(''), 9: framed(`q ${white} Q`) });
    const chosen = choice('/V (B) /TI 1 /I [1]').replace('9 0 R', '43 0 R');
    expect(await verdict(handMadeUpdate(once, { 6: chosen, 43: written }))).toBe('valid');
  });

  it('pyHanko may give a signature field that it adds an empty picture', async () => {
    const field = (content: string) => ({
      ...secondField,
      40: secondField[40]!.replace(' >>', ' /AP << /N 44 0 R >> >>'),
      44: framed(content),
    });
    expect(await verdict(handMadeUpdate(signed, field(' ')))).toBe('valid');
    expect(await verdict(handMadeUpdate(signed, field('0 0 100 20 re f')))).toBe('changed');
  });
});
