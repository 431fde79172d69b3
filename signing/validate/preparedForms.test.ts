/** Forms prepared before the signature so that an allowed change uncovers, covers or draws anew what was signed. */
import { describe, expect, it } from 'vitest';
import { dict, name, type PdfDict, type PdfObject, ref, text } from '../pdf/objects.ts';
import { openPdf } from '../pdf/openPdf.ts';
import { stream as handMadeStream } from '../pdf/testing/handMade.ts';
import { signPdf } from '../sign/signPdf.ts';
import { changed, contract, form, formWith, twoSigners, update } from '../testing/contract.ts';
import { signedContract } from '../testing/signedContract.ts';
import { strangersKey } from '../testing/strangersKey.ts';

const setting = signedContract();
const { signObjects, verdict } = setting;

const box =
  '/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F1 5 0 R >> /XObject << /X 5 0 R >> >>';
const boxForm = (content: string) => {
  const drawn = form(content);
  drawn.dict.entries.set('BBox', [0, 0, 100, 20]);
  return drawn;
};
const nine = 'BT /F1 12 Tf (9) Tj ET';
const withEntries = (num: number, entries: string) => contract[num]!.replace(/ >>$/, ` ${entries} >>`);

/** The form with these entries, as the newest revision has it. */
function formSet(pdf: Buffer, entries: Record<string, PdfObject | undefined>): Buffer {
  const set = new Map([...openPdf(pdf).latest.acroForm!.entries]);
  for (const [key, value] of Object.entries(entries)) {
    if (value === undefined) set.delete(key);
    else set.set(key, value);
  }
  const picture = boxForm('1 g 0 0 100 20 re f');
  return update(pdf, { 1: changed(pdf, 1, { AcroForm: { kind: 'dict', entries: set } }), 61: picture });
}

describe('an open field whose picture, when it was signed,', () => {
  const fill = async (picture: string, filled: string, more = '') => {
    const once = await signObjects({
      ...contract,
      6: withEntries(6, `${more} ${picture === '' ? '' : '/AP << /N 12 0 R >>'}`),
      12: handMadeStream(box, picture),
    });
    const field = changed(once, 6, { V: text('9'), AP: dict({ N: ref(30) }) });
    return [await verdict(once), await verdict(update(once, { 6: field, 30: boxForm(filled) }))];
  };
  const white = '1 g 0 0 100 20 re f 0 g';
  const background = '/MK << /BG [1 1 1] >>';

  it.each([
    ['covered the text below it, and no longer does', white, nine, ''],
    ['covered it by what viewers draw, and no longer does', '', nine, background],
    ['covered nothing, though it was said to, and now does', ' ', `${white} ${nine}`, background],
    ['covered a corner, and now covers all', '1 g 0 0 2 2 re f 0 g', `${white} ${nine}`, background],
    ['was an image', 'q 100 0 0 20 0 0 cm /X Do Q', nine, ''],
    ['was drawn letters', '0 0 m 3 0 4 9 0 9 c f', nine, ''],
  ])('%s is changed', async (_, picture, filled, more) => {
    expect(await fill(picture, filled, more)).toEqual(['valid', 'changed']);
  });

  it('had a background keeps it, as another program draws it', async () => {
    const again = `q 1 1 1 rg 0 0 100 20 re f Q ${nine}`;
    expect(await fill(white, again, background)).toEqual(['valid', 'valid']);
    expect(await fill('', again, background)).toEqual(['valid', 'valid']);
    expect(await fill(`${white} 0 G 0.5 0.5 99 19 re s`, again, background)).toEqual(['valid', 'valid']);
  });
});

describe('letters that hide what lies under them', () => {
  const filled = (
    resources: Record<string, PdfObject>,
    operators: string,
    stream: Record<string, PdfObject> = {},
  ) => {
    const { signed } = setting;
    const drawn = form(`${operators} ${nine}`);
    drawn.dict.entries.set('Resources', dict({ Font: dict({ F1: ref(5) }), ...resources }));
    for (const [key, value] of Object.entries(stream)) drawn.dict.entries.set(key, value);
    return update(signed, { 6: changed(signed, 6, { V: text('9'), AP: dict({ N: ref(30) }) }), 30: drawn });
  };
  const inverse = dict({ FunctionType: 2, Domain: [0, 1], C0: [1], C1: [0], N: 1 });
  const turned = [name('Separation'), name('S'), name('DeviceGray'), inverse];

  it.each<[string, Record<string, PdfObject>, string]>([
    ['a default colour space that is turned round', { ColorSpace: dict({ DefaultGray: turned }) }, '0 g'],
    [
      'a space whose parts are not those of light',
      { ColorSpace: dict({ C: [name('DeviceN'), ['A', 'B', 'C'].map(name), name('DeviceRGB'), inverse] }) },
      '/C cs 0 0 0 scn',
    ],
    ['a space that begins light', { ColorSpace: dict({ C: turned }) }, '/C cs'],
    ['a transfer function', { ExtGState: dict({ G: dict({ TR: inverse }) }) }, '/G gs'],
    ['a blend mode', { ExtGState: dict({ G: dict({ BM: name('ColorDodge') }) }) }, '0.6 g /G gs'],
  ])('by %s are a change', async (_, resources, operators) => {
    expect(await verdict(filled(resources, operators))).toBe('changed');
  });

  it.each<[string, Record<string, PdfObject>, string]>([
    ['an ordinary graphics state', { ExtGState: dict({ G: dict({ CA: 1, ca: 1, SA: true }) }) }, '/G gs'],
    ['a device’s colour space', {}, '/DeviceRGB cs 0 0 0.5 scn'],
  ])('are not made by %s', async (_, resources, operators) => {
    expect(await verdict(filled(resources, operators))).toBe('valid');
  });

  it.each<[string, Record<string, PdfObject>]>([
    ['its filter under two names', { F: name('ASCIIHexDecode') }],
    ['hexadecimal digits with others between', { Filter: name('ASCIIHexDecode') }],
    ['other digits than its filter has', { Filter: name('ASCII85Decode') }],
  ])('cannot be in a picture that has %s', async (_, entries) => {
    expect(await verdict(filled({}, '', entries))).toBe('changed');
  });
});

describe('a form whose viewers draw its fields', () => {
  const anew = (entries: string) =>
    contract[1]!
      .replace('/SigFlags 3', '/SigFlags 3 /NeedAppearances true')
      .replace(/\/DR << .*? >> >>/, entries);
  const { 8: amount } = contract;

  it('may not be told to show its own pictures, where these say something else', async () => {
    const once = await signObjects({
      ...contract,
      1: anew('/DR << /Font << /F1 5 0 R >> >>'),
      8: amount!.replace('(1)', '(2)'),
    });
    expect([await verdict(once), await verdict(formSet(once, { NeedAppearances: undefined }))]).toEqual([
      'valid',
      'changed',
    ]);
  });

  it('may not be given the background of an open field', async () => {
    const once = await signObjects({
      ...contract,
      1: contract[1]!.replace('7 0 R 8 0 R]', '7 0 R]'),
      3: contract[3]!.replace('8 0 R] >>', '] >>'),
      6: withEntries(6, '/MK << /BG [1 1 1] >> /AP << /N 12 0 R >>'),
      12: handMadeStream(box, ''),
    });
    expect([await verdict(once), await verdict(formSet(once, { NeedAppearances: true }))]).toEqual([
      'valid',
      'changed',
    ]);
  });

  it('may not be given a way to write what it says', async () => {
    const bare = amount!.replace(/\/DA \(.*?\) /, '').replace(/\/AP << .*? >>/, '');
    const form = anew('').replace(/\/DA \(.*?\)/, '');
    const once = await signObjects({ ...contract, 1: form, 8: bare });
    expect([await verdict(once), await verdict(formSet(once, { DA: text('/F1 12 Tf 1 g') }))]).toEqual([
      'valid',
      'changed',
    ]);
  });

  it('may not be given the font that a value is written in', async () => {
    const once = await signObjects({
      ...contract,
      8: amount!.replace('/F1 12 Tf', '/F9 12 Tf').replace(/\/AP << .*? >>/, ''),
    });
    const fonts = (key: string) =>
      formSet(once, { DR: dict({ Font: dict({ F1: ref(5), [key]: ref(61) }) }) });
    expect([await verdict(once), await verdict(fonts('F9')), await verdict(fonts('F7'))]).toEqual([
      'valid',
      'changed',
      'valid',
    ]);
  });

  it.each(['XObject', 'ExtGState'])(
    'may not be given the %s that a picture calls in vain',
    async (category) => {
      const once = await signObjects({
        ...contract,
        9: handMadeStream(
          '/Type /XObject /Subtype /Form /BBox [0 0 100 20]',
          '/G1 gs /G1 Do BT /F1 12 Tf (1) Tj ET',
        ),
      });
      const given = formSet(once, {
        DR: dict({ Font: dict({ F1: ref(5) }), [category]: dict({ G1: ref(61) }) }),
      });
      expect([await verdict(once), await verdict(given)]).toEqual(['valid', 'changed']);
    },
  );

  it('may not be given the font of an annotation that is no field', async () => {
    const stamp = '<< /Type /Annot /Subtype /Stamp /Rect [72 600 172 620] /F 4 /AP << /N 9 0 R >> >>';
    const once = await signObjects({
      ...contract,
      1: contract[1]!.replace(' 8 0 R]', ']'),
      8: stamp,
      9: handMadeStream('/Type /XObject /Subtype /Form /BBox [0 0 100 20]', 'BT /F9 12 Tf (1) Tj ET'),
    });
    const given = formSet(once, { DR: dict({ Font: dict({ F1: ref(5), F9: ref(61) }) }) });
    expect([await verdict(once), await verdict(given)]).toEqual(['valid', 'changed']);
  });

  it('may not be asked to draw a field that it does not name', async () => {
    const once = await signObjects({ ...contract, 1: contract[1]!.replace(' 8 0 R]', ']') });
    expect([await verdict(once), await verdict(formSet(once, { NeedAppearances: true }))]).toEqual([
      'valid',
      'changed',
    ]);
  });

  it('may not be given rich text', async () => {
    const once = await signObjects({ ...contract, 1: anew('/DR << /Font << /F1 5 0 R >> >>') });
    const rich = '<body style="color:#ffffff"><p>9</p></body>';
    const filled = (entries: Record<string, PdfObject>) =>
      update(once, { 6: changed(once, 6, { V: text('9'), ...entries }) });
    expect([await verdict(filled({})), await verdict(filled({ RV: text(rich) }))]).toEqual([
      'valid',
      'changed',
    ]);
  });
});

describe('a field that stands in the form itself', () => {
  it('may not say something else', async () => {
    const direct = '<< /FT /Tx /T (amount) /V (1) /DA (/F1 12 Tf 0 g) /Kids [8 0 R] >>';
    const once = await signObjects({
      ...contract,
      1: contract[1]!.replace('8 0 R]', `${direct}]`).replace('/SigFlags', '/NeedAppearances true /SigFlags'),
      8: contract[8]!.replace('/FT /Tx /T (amount) /V (1)', ''),
    });
    const fields = openPdf(once).latest.acroForm!.entries.get('Fields') as PdfObject[];
    const other = { ...(fields[2] as PdfDict) };
    other.entries = new Map([...other.entries, ['V', text('9')]]);
    const told = formSet(once, { Fields: [fields[0]!, fields[1]!, other] });
    expect([await verdict(once), await verdict(told)]).toEqual(['valid', 'changed']);
  });
});

describe('a list', () => {
  const list = '/FT /Ch /Opt [(1.000) (2.000)] /T (number) /Rect [72 640 172 680] /F 4 /P 3 0 R';
  const widget = (more: string) => `<< /Type /Annot /Subtype /Widget ${list} ${more} >>`;

  it('may not lose what it drew by how viewers are told to write', async () => {
    const once = await signObjects({ ...contract, 6: widget('/DA (/F1 12 Tf 0 g)') });
    const faded = changed(once, 6, { V: text(' '), DA: text('/F1 0.01 Tf 0 g') });
    expect([await verdict(once), await verdict(update(once, { 6: faded }))]).toEqual(['valid', 'changed']);
  });

  it('draws the choices that it drew', async () => {
    const once = await signObjects({
      ...contract,
      6: widget('/AP << /N 12 0 R >>'),
      12: handMadeStream(box, 'BT /F1 12 Tf (1.000) Tj (2.000) Tj ET'),
    });
    const choose = (content: string) =>
      update(once, {
        6: changed(once, 6, { V: text('1.000'), AP: dict({ N: ref(30) }) }),
        30: form(content),
      });
    expect(await verdict(choose('BT /F1 12 Tf 1 0 0 rg (1.000) Tj 0 g (2.000) Tj ET'))).toBe('valid');
    expect(await verdict(choose('BT /F1 12 Tf (1.000) Tj (9.000) Tj ET'))).toBe('changed');
  });
});

describe('a box whose state is not said', () => {
  it.each([
    ['changed', '72 690 372 730'],
    ['valid', '72 690 84 702'],
  ])('is %s when it is given one, by its size', async (expected, rectangle) => {
    const widget = `/FT /Btn /T (number) /Rect [${rectangle}] /F 4 /P 3 0 R /AP << /N << /Yes 12 0 R >> >>`;
    const once = await signObjects({
      ...contract,
      6: `<< /Type /Annot /Subtype /Widget ${widget} >>`,
      12: handMadeStream(box, '1 g 0 0 100 20 re f'),
    });
    const off = changed(once, 6, { V: name('No'), AS: name('Off') });
    expect([await verdict(once), await verdict(update(once, { 6: off }))]).toEqual(['valid', expected]);
  });
});

describe('a signature field with a picture that covers', () => {
  const prepared = () =>
    signObjects({
      ...twoSigners,
      11: twoSigners[11]!.replace(' >>', ' /AP << /N 12 0 R >> >>'),
      12: handMadeStream(box, '1 g 0 0 100 20 re f'),
    });

  it('may not be uncovered by a stranger’s signature', async () => {
    const once = await prepared();
    const bare = changed(once, 11, {});
    bare.entries.delete('AP');
    // What the stranger signs is the update that takes the picture away.
    const uncovered = await signPdf(update(once, { 11: bare }), {
      key: await strangersKey(),
      level: 'B-B',
      field: 'agency',
    });
    expect([await verdict(once), await verdict(uncovered)]).toEqual(['valid', 'changed']);
  });

  it('may not be uncovered by a timestamp', async () => {
    const once = await prepared();
    const bare = changed(once, 11, { V: ref(30) });
    bare.entries.delete('AP');
    const token = dict({ Type: name('DocTimeStamp'), SubFilter: name('ETSI.RFC3161') });
    expect([await verdict(once), await verdict(update(once, { 11: bare, 30: token }))]).toEqual([
      'valid',
      'changed',
    ]);
  });
});

describe('a signature field that is added', () => {
  it.each([1, 4])('with a border of %s points that would draw on the page is a change', async (width) => {
    const { signed } = setting;
    const added = update(signed, {
      1: formWith(signed, ref(30)),
      3: changed(signed, 3, { Annots: [ref(6), ref(7), ref(8), ref(30)] }),
      30: dict({
        Type: name('Annot'),
        Subtype: name('Widget'),
        FT: name('Sig'),
        T: text('later'),
        Rect: [110, 700, 230, 708],
        MK: dict({ BC: [1, 1, 1] }),
        BS: dict({ W: width }),
        F: 4,
        P: ref(3),
      }),
    });
    expect(await verdict(added)).toBe('changed');
  });
});
