/**
 * Objects prepared before the first signature so that a later, small update shows something else: carriers of other
 * objects, content that hides its operators, fields that wait for their flags, values of unusual types.
 */
import { describe, expect, it } from 'vitest';
import { dict, name, type PdfObject, ref, stream, text } from '../pdf/objects.ts';
import { openPdf } from '../pdf/openPdf.ts';
import { handMadePdf, stream as handMadeStream, handMadeUpdate } from '../pdf/testing/handMade.ts';
import { changed, contract, form, formWith, twoSigners, update } from '../testing/contract.ts';
import { signedContract } from '../testing/signedContract.ts';

const setting = signedContract();
const { sign, signObjects, verdict } = setting;

const cover = form('1 g 0 0 595 842 re f 0 g BT /F1 24 Tf 72 700 Td (Chi 9.000.000 dong) Tj ET');
const evil = handMadeStream('', 'BT /F1 24 Tf 72 700 Td (Chi 9.000.000 dong) Tj ET');

/** These objects, and a cross-reference stream with this row for object 3. */
function withRows(objects: Record<number, string>, row: number[]): Buffer {
  const draft = handMadePdf({ objects });
  const last = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(draft.toString('latin1'))![1]);
  const xref = `51 0 obj\n<< /Type /XRef /Size 60 /W [1 3 1] /Index [3 1] /Root 1 0 R /Prev ${last} /Length 5 >>\nstream\n${Buffer.from(row).toString('latin1')}\nendstream\nendobj\nstartxref\n${draft.length}\n%%EOF\n`;
  return Buffer.concat([draft, Buffer.from(xref, 'latin1')]);
}

describe('a stream that carries other objects', () => {
  /** The contract with its page in an object stream of number 50. */
  const carried = () => {
    const { 3: page, ...rest } = contract;
    return withRows(
      { ...rest, 50: handMadeStream('/Type /ObjStm /N 1 /First 4', `3 0 ${page}`) },
      [2, 0, 0, 50, 0],
    );
  };

  it('may not be written anew with another page in it', async () => {
    const once = await sign(carried(), 'person');
    expect(await verdict(once)).toBe('valid');
    expect(openPdf(once).entry(3)?.kind).toBe('compressed');
    const other = `3 0 ${contract[3]!.replace('/Contents 4 0 R', '/Contents 10 0 R')}`;
    const swapped = stream(dict({ Type: name('ObjStm'), N: 1, First: 4 }), Buffer.from(other));
    expect(await verdict(update(once, { 50: swapped }))).toBe('changed');
  });

  it.each(['ObjStm', 'XRef'])('is no page content, though it calls itself %s', async (type) => {
    const prepared = contract[4]!.replace('<<', `<< /Type /${type}`);
    const once = await signObjects({ ...contract, 4: prepared });
    expect(await verdict(once)).toBe('valid');
    const swapped = evil.replace('<<', `<< /Type /${type}`);
    expect(await verdict(handMadeUpdate(once, { 4: swapped }))).toBe('changed');
  });
});

describe('a picture in an open field', () => {
  const filled = (content: string) =>
    update(setting.signed, {
      6: changed(setting.signed, 6, { V: text('9'), AP: dict({ N: ref(30) }) }),
      30: form(content),
    });

  it.each([
    ['between comments that look like a string', 'BT /F1 12 Tf (9) Tj ET %(\n/X Do\n%)'],
    [
      'of lines side by side',
      `${Array.from({ length: 10 }, (_, y) => `0 ${2 * y} m 100 ${2 * y} l`).join(' ')} 2 w 1 G S BT /F1 12 Tf (9) Tj ET`,
    ],
    ['of a line that is stretched', '1 w 1 0 0 30 0 0 cm 0 0 m 100 0 l S BT /F1 12 Tf (9) Tj ET'],
    ['of outlined text, said otherwise', 'BT 2.0 Tr /F1 12 Tf (9) Tj ET'],
    ['that ends at a comment', 'BT /F1 12 Tf (9) Tj ET /X Do%'],
    ['that ends at a name', 'BT /F1 12 Tf (9) Tj ET /X Do/Y'],
    ['between null characters', 'BT /F1 12 Tf (9) Tj ET\0/X\0Do\0'],
    ['of areas that end at a bracket', '0 0 100 20 re f[] 0 d BT /F1 12 Tf (9) Tj ET'],
    ['of lines that end at a comment', '20 w%\n0 10 m 100 10 l S%\nBT /F1 12 Tf (9) Tj ET'],
    ['of outlined text', 'BT 2 Tr%\n/F1 12 Tf (9) Tj ET'],
    ['whose width is written oddly', '+20 w 0 10 m 100 10 l S BT /F1 12 Tf (9) Tj ET'],
    ['in a string that does not end', 'BT /F1 12 Tf (9) Tj ET (\\( /X Do'],
    ['of white letters, said with a sign', 'BT /F1 12 Tf +1 g(9) Tj ET'],
  ])('%s is changed', async (_, content) => {
    expect(await verdict(filled(content))).toBe('changed');
  });

  it.each([
    [
      'a string with brackets and operators',
      '/Tx BMC BT /F1 12 Tf (9 \\( /X Do \\\\) Tj (a(b(c)) Do) Tj ET EMC',
    ],
    ['letters as numbers', 'BT /F1 12 Tf <39> Tj [<39> -20 (9)]TJ ET'],
    ['a comment', '% the number\n/Tx BMC BT /F1 12 Tf (9) Tj ET EMC'],
  ])('that is only %s leaves the signature valid', async (_, content) => {
    expect(await verdict(filled(content))).toBe('valid');
  });

  it('in a space that is stretched to the field is changed', async () => {
    const { signed } = setting;
    const small = form('1 w 0 1 m 10 1 l S BT /F1 1 Tf (9) Tj ET');
    small.dict.entries.set('BBox', [0, 0, 10, 2]);
    const field = changed(signed, 6, { V: text('9'), AP: dict({ N: ref(30) }) });
    expect(await verdict(update(signed, { 6: field, 30: small }))).toBe('changed');
  });

  it('of a font that the form’s resources or a graphics state bring is changed', async () => {
    const drawings = '<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] >>';
    const fonts = contract[1]!.replace('/F1 5 0 R >> >>', '/F1 5 0 R /F9 15 0 R >> >>');
    const once = await signObjects({ ...contract, 1: fonts, 15: drawings });
    const byName = form('BT /F#39 12 Tf (9) Tj ET');
    const byState = form('/G gs BT (9) Tj ET');
    byState.dict.entries.set('Resources', dict({ ExtGState: dict({ G: dict({ Font: [ref(15), 12] }) }) }));
    for (const drawn of [byName, byState]) {
      const field = changed(once, 6, { V: text('9'), AP: dict({ N: ref(30) }) });
      expect(await verdict(update(once, { 6: field, 30: drawn }))).toBe('changed');
    }
  });

  it('that is prepared for the pointer stays as it was', async () => {
    const picture = handMadeStream('/Type /XObject /Subtype /Form /BBox [0 0 100 20]', '');
    const field = contract[6]!.replace(' >>', ' /AP << /N 12 0 R /R 13 0 R /D 14 0 R >> >>');
    const once = await signObjects({ ...contract, 6: field, 12: picture, 13: picture, 14: picture });
    const appearance = dict({ N: ref(12), R: ref(13), D: ref(14) });
    const fill = (more: Record<number, PdfObject>) =>
      update(once, {
        6: changed(once, 6, { V: text('9'), AP: appearance }),
        12: form('BT /F1 12 Tf (9) Tj ET'),
        ...more,
      });
    expect(await verdict(once)).toBe('valid');
    expect(await verdict(fill({}))).toBe('valid');
    for (const num of [13, 14]) expect(await verdict(fill({ [num]: cover }))).toBe('changed');
  });
});

describe('a field whose value is', () => {
  it.each([
    ['a stream', '/V 12 0 R'],
    ['a number', '/V 1000000'],
    ['rich text alone', '/RV (<p>1.000.000</p>)'],
  ])('%s, and which says something else later, is changed', async (_, value) => {
    const objects = {
      ...contract,
      1: contract[1]!.replace('/SigFlags 3', '/SigFlags 3 /NeedAppearances true'),
      6: contract[6]!.replace(' >>', ` ${value} >>`),
      12: handMadeStream('', '1.000.000'),
    };
    const once = await signObjects(objects);
    expect(await verdict(once)).toBe('valid');
    const said = changed(once, 6, { V: text('9.000.000'), AP: dict({ N: ref(30) }) });
    expect(await verdict(update(once, { 6: said, 30: form('BT /F1 12 Tf (9.000.000) Tj ET') }))).toBe(
      'changed',
    );
  });
});

describe('a field that viewers draw anew', () => {
  const anew = contract[1]!.replace('/SigFlags 3', '/SigFlags 3 /NeedAppearances true');
  const fill = async (objects: Record<number, string>, entries: Record<string, PdfObject> = {}) => {
    const once = await signObjects({ ...contract, 1: anew, ...objects });
    const field = changed(once, 6, { V: text('9'), AP: dict({ N: ref(30) }), ...entries });
    return verdict(update(once, { 6: field, 30: form('BT /F1 12 Tf (9) Tj ET') }));
  };
  const drawings = '<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] >>';
  const withDrawings = anew.replace('/F1 5 0 R >> >>', '/F1 5 0 R /F9 15 0 R >> >>');

  it('with the font and the colour that it had leaves the signature valid', async () => {
    expect(await fill({})).toBe('valid');
  });

  it.each([
    ['in letters that are white now', {}, { DA: text('/F1 12 Tf 1 g') }],
    ['in letters that are drawings now', { 1: withDrawings, 15: drawings }, { DA: text('/F9 12 Tf 0 g') }],
    [
      'in letters that were drawings from the first',
      { 1: withDrawings, 15: drawings, 6: contract[6]!.replace('/F1', '/F9') },
      {},
    ],
  ])('%s is changed', async (_, objects, entries) => {
    expect(await fill(objects, entries)).toBe('changed');
  });
});

describe('a button that viewers are asked to draw anew', () => {
  it('from a caption that nobody saw is changed', async () => {
    const button =
      '<< /Type /Annot /Subtype /Widget /FT /Btn /Ff 65536 /T (amount) /Rect [72 600 272 620] /F 4 /P 3 0 R /MK << /CA (Chi 9.000.000) >> /AP << /N 9 0 R >> >>';
    const { 6: _, ...rest } = contract;
    const objects = {
      ...rest,
      1: contract[1]!.replace('6 0 R ', ''),
      3: contract[3]!.replace('6 0 R ', ''),
      8: button,
    };
    const once = await signObjects(objects);
    const { entries } = openPdf(once).latest.acroForm!;
    const asking = {
      kind: 'dict' as const,
      entries: new Map([...entries, ['NeedAppearances', true as PdfObject]]),
    };
    expect(await verdict(once)).toBe('valid');
    expect(await verdict(update(once, { 1: changed(once, 1, { AcroForm: asking }) }))).toBe('changed');
  });
});

describe('a signature field that waits unsigned', () => {
  const waiting = (entries: string) =>
    signObjects({
      ...twoSigners,
      11: twoSigners[11]!.replace('/F 4', '').replace(' >>', ` ${entries} >>`),
      12: handMadeStream('/Type /XObject /Subtype /Form /BBox [0 0 300 40]', '1 g 0 0 300 40 re f'),
    });

  it('hidden, with a picture, and is shown later, is changed', async () => {
    const once = await waiting('/F 2 /AP << /N 12 0 R >>');
    expect(await verdict(once)).toBe('valid');
    expect(await verdict(update(once, { 11: changed(once, 11, { F: 4 }) }))).toBe('changed');
  });

  it('and is given a border that covers, is changed', async () => {
    const once = await waiting('/F 4');
    const border = { MK: dict({ BC: [1, 1, 1] }), BS: dict({ W: 40 }) };
    expect(await verdict(update(once, { 11: changed(once, 11, border) }))).toBe('changed');
  });

  it('and becomes an annotation that viewers draw, is changed', async () => {
    const once = await waiting('/F 4 /IC [1 1 1] /C [1 1 1]');
    expect(await verdict(update(once, { 11: changed(once, 11, { Subtype: name('Square') }) }))).toBe(
      'changed',
    );
  });

  it.each(['Square', 'FreeText', 'Highlight'])('and is added as %s is changed', async (subtype) => {
    const { signed } = setting;
    const added = update(signed, {
      1: formWith(signed, ref(30)),
      3: changed(signed, 3, { Annots: [ref(6), ref(7), ref(8), ref(30)] }),
      30: dict({
        Type: name('Annot'),
        Subtype: name(subtype),
        FT: name('Sig'),
        T: text('later'),
        QuadPoints: [72, 730, 400, 730, 72, 690, 400, 690],
        IC: [1, 1, 1],
        Contents: text('Chi 9.000.000 dong'),
        F: 4,
        P: ref(3),
        ...(subtype === 'Highlight' ? {} : { Rect: [72, 690, 400, 730] }),
      }),
    });
    expect(await verdict(added)).toBe('changed');
  });
});

describe('what readers read in two ways when it was signed', () => {
  const touch = (pdf: Buffer, num: number, body: string) => handMadeUpdate(pdf, { [num]: body });

  it('a key that stands twice may not become one', async () => {
    const once = await signObjects({
      ...contract,
      3: contract[3]!.replace('/Contents 4 0 R', '/Contents 4 0 R /Contents 10 0 R'),
    });
    const single = contract[3]!.replace('/Contents 4 0 R', '/Contents 10 0 R');
    expect(await verdict(touch(once, 3, single))).toBe('changed');
  });

  it('a length that is wrong may not become right', async () => {
    const wrong = contract[4]!.replace(/\/Length \d+/, '/Length 3');
    const once = await signObjects({ ...contract, 4: wrong });
    expect(await verdict(touch(once, 4, contract[4]!))).toBe('changed');
  });

  it('an object that its stream holds at two places may not be stated again', async () => {
    const { 3: page, ...rest } = contract;
    const other = page!.replace('/Contents 4 0 R', '/Contents 10 0 R');
    const head = `3 0 3 ${other.length + 1} `;
    const container = handMadeStream(`/Type /ObjStm /N 2 /First ${head.length}`, `${head}${other} ${page}`);
    const once = await sign(withRows({ ...rest, 50: container }, [2, 0, 0, 50, 1]));
    expect(await verdict(touch(once, 3, other))).not.toBe('valid');
  });

  it('an object that its table names twice may not be stated again', async () => {
    const draft = handMadePdf({ objects: contract });
    const entry = (num: number) =>
      `${String(draft.indexOf(`\n${num} 0 obj`) + 1).padStart(10, '0')} 00000 n \n`;
    const table = `xref\n4 1\n${entry(10)}4 1\n${entry(4)}trailer\n<< /Size 11 /Root 1 0 R /Prev ${/startxref\s+(\d+)/.exec(draft.toString('latin1'))![1]} >>\nstartxref\n${draft.length}\n%%EOF\n`;
    const once = await sign(Buffer.concat([draft, Buffer.from(table, 'latin1')]));
    expect(await verdict(touch(once, 4, contract[4]!))).not.toBe('valid');
  });
});

describe('a certification that is no signature of the file', () => {
  const certified = (level: number) =>
    signObjects({
      ...contract,
      1: contract[1]!.replace('/Pages', '/Perms << /DocMDP 60 0 R >> /Pages'),
      60: `<< /Type /Sig /Filter /Adobe.PPKLite /Reference [<< /TransformMethod /DocMDP /TransformParams << /P ${level} >> >>] >>`,
    });

  it('does not allow that a filled field says something else', async () => {
    const once = await certified(2);
    const said = changed(once, 8, { V: text('9'), AP: dict({ N: ref(30) }) });
    expect(await verdict(once)).toBe('valid');
    expect(await verdict(update(once, { 8: said, 30: form('BT /F1 12 Tf (9) Tj ET') }))).toBe('changed');
  });

  it('does not allow notes', async () => {
    const once = await certified(3);
    const page = changed(once, 3, { Annots: [ref(6), ref(7), ref(8), ref(30)] });
    const note = dict({
      Type: name('Annot'),
      Subtype: name('Text'),
      Rect: [72, 700, 92, 720],
      Contents: text('9'),
    });
    expect(await verdict(update(once, { 3: page, 30: note }))).toBe('changed');
  });
});

describe('default resources of the form', () => {
  it('may not give a font to a picture that has no resources and called for it', async () => {
    const objects = {
      ...contract,
      9: handMadeStream('/Type /XObject /Subtype /Form /BBox [0 0 100 20]', 'BT /F9 12 Tf (1) Tj ET'),
    };
    const once = await signObjects(objects);
    const { entries } = openPdf(once).latest.acroForm!;
    const grown = (key: string) =>
      update(once, {
        1: changed(once, 1, {
          AcroForm: {
            kind: 'dict',
            entries: new Map([
              ...entries,
              ['DR', dict({ Font: dict({ F1: ref(5), [key]: ref(61) }) }) as PdfObject],
            ]),
          },
        }),
        61: dict({ Type: name('Font'), Subtype: name('Type1'), BaseFont: name('Symbol') }),
      });
    expect([await verdict(once), await verdict(grown('F9')), await verdict(grown('F7'))]).toEqual([
      'valid',
      'changed',
      'valid',
    ]);
  });
});
