/** Attacks that dress up as changes that the rules allow: signing, filling in, growing stores and forms. */
import { beforeAll, describe, expect, it } from 'vitest';
import { dict, name, type PdfObject, ref, stream, text } from '../pdf/objects.ts';
import { stream as handMadeStream } from '../pdf/testing/handMade.ts';
import { changed, contract, form, formWith, twoSigners, update } from '../testing/contract.ts';
import { signedContract } from '../testing/signedContract.ts';

const setting = signedContract();
const { signObjects: sign, verdict } = setting;
let signed: Buffer;
beforeAll(() => {
  signed = setting.signed;
});

const cover = form('1 g 0 0 595 842 re f 0 g BT /F1 24 Tf 72 700 Td (Chi 9.000.000 dong) Tj ET');

describe('a signature field that is signed with something else than a signature', () => {
  it.each<[string, PdfObject]>([
    ['a text', text('9')],
    ['a number', 9],
    ['a name', name('Yes')],
    ['an array', [dict({ Type: name('Sig') })]],
    ['a stream', ref(31)],
    ['an empty dictionary', dict()],
  ])('%s, and drawn over the page, is changed', async (_, value) => {
    const once = await sign(twoSigners);
    const drawn = changed(once, 11, { V: value, AP: dict({ N: ref(30) }) });
    const objects = { 11: drawn, 30: cover, 31: stream(dict({ Type: name('Sig') }), Buffer.from('x')) };
    expect(await verdict(once)).toBe('valid');
    expect(await verdict(update(once, objects))).toBe('changed');
  });
});

describe('a signature field that is added', () => {
  const added = (entries: Record<string, PdfObject>) =>
    update(signed, {
      1: formWith(signed, ref(30)),
      3: changed(signed, 3, { Annots: [ref(6), ref(7), ref(8), ref(30)] }),
      30: dict({
        Type: name('Annot'),
        Subtype: name('Widget'),
        FT: name('Sig'),
        T: text('later'),
        Rect: [72, 690, 400, 730],
        F: 4,
        P: ref(3),
        ...entries,
      }),
    });
  const script = dict({ S: name('JavaScript'), JS: text('this.getField("amount").value = "9"') });

  it('and empty leaves the signature valid', async () => {
    expect(await verdict(added({ MK: dict(), Lock: dict({ Action: name('All') }) }))).toBe('valid');
  });

  it.each<[string, Record<string, PdfObject>]>([
    ['runs a program when the page opens', { AA: dict({ PO: script }) }],
    ['runs one when it is pressed', { A: script }],
    ['leads elsewhere when it is pressed', { A: dict({ S: name('URI'), URI: text('https://x') }) }],
    ['has a background for viewers to draw', { MK: dict({ BG: [1, 1, 1] }) }],
    ['has a caption for viewers to draw', { MK: dict({ CA: text('9.000.000') }) }],
    [
      'has a widget that runs a program',
      { Kids: [dict({ Subtype: name('Widget'), AA: dict({ PO: script }) })] },
    ],
  ])('and %s is changed', async (_, entries) => {
    expect(await verdict(added(entries))).toBe('changed');
  });
});

describe('annotations that the page holds', () => {
  const note = (content: string) =>
    `<< /Type /Annot /Subtype /FreeText /Rect [72 640 300 660] /F 4 /Contents (${content}) /AP << /N 9 0 R >> >>`;
  const other = (content: string) =>
    dict({
      Type: name('Annot'),
      Subtype: name('FreeText'),
      Rect: [72, 640, 300, 660],
      F: 4,
      Contents: text(content),
      AP: dict({ N: ref(30) }),
    });
  const annots = (list: string) => ({
    ...contract,
    3: contract[3]!.replace('8 0 R] >>', `8 0 R ${list}] >>`),
  });
  const own = [ref(6), ref(7), ref(8)];

  it('themselves, not by reference, and that become others, are changed', async () => {
    const once = await sign(annots(note('1.000.000')));
    const page = changed(once, 3, { Annots: [...own, other('9.000.000')] });
    expect(await verdict(once)).toBe('valid');
    expect(await verdict(update(once, { 3: page, 30: form('BT /F1 12 Tf (9.000.000) Tj ET') }))).toBe(
      'changed',
    );
  });

  it('in another order, or twice, are changed, for the last lies on top', async () => {
    const once = await sign({ ...annots('12 0 R 13 0 R'), 12: note('9.000.000'), 13: note('1.000.000') });
    expect(await verdict(once)).toBe('valid');
    for (const order of [
      [ref(13), ref(12)],
      [ref(12), ref(13), ref(12)],
    ]) {
      const page = changed(once, 3, { Annots: [...own, ...order] });
      expect(await verdict(update(once, { 3: page }))).toBe('changed');
    }
  });

  it('in the order that they had, in a list of its own, leave the signature valid', async () => {
    const once = await sign(annots(note('1.000.000')));
    const page = changed(once, 3, { Annots: ref(40) });
    const list = [...own, ref(41)];
    const same = dict({ ...Object.fromEntries(other('1.000.000').entries), AP: dict({ N: ref(9) }) });
    expect(await verdict(update(once, { 3: page, 40: list, 41: same }))).toBe('valid');
  });
});

describe('one object in two places', () => {
  it('layers that are the security store as well, and show another one, are changed', async () => {
    const layers = '<< /OCGs [] /D << /ON [] /OFF [] >> /Certs [] >>';
    const root = contract[1]!.replace('/Pages', '/DSS 40 0 R /OCProperties 40 0 R /Pages');
    const once = await sign({ ...contract, 1: root, 40: layers });
    const shown = changed(once, 40, { D: dict({ ON: [ref(61)] }) });
    expect(await verdict(once)).toBe('valid');
    expect(await verdict(update(once, { 40: shown, 61: dict({ Type: name('OCG') }) }))).toBe('changed');
  });

  it('layers that the security store refers to are changed', async () => {
    const root = contract[1]!.replace('/Pages', '/DSS 40 0 R /OCProperties 42 0 R /Pages');
    const objects = { 40: '<< /Certs [42 0 R] >>', 42: '<< /OCGs [] /D << /OFF [] >> >>' };
    const once = await sign({ ...contract, 1: root, ...objects });
    const shown = changed(once, 42, { D: dict({ ON: [] }) });
    expect(await verdict(once)).toBe('valid');
    expect(await verdict(update(once, { 42: shown }))).toBe('changed');
  });

  it("fonts of the form that a signed field's picture uses, and that become others, are changed", async () => {
    // No text field, so that the form's own fonts would not matter; the seal's picture uses them.
    const stamp = handMadeStream(
      '/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources 40 0 R',
      'BT /F2 12 Tf (1) Tj ET',
    );
    const objects = {
      ...contract,
      1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [7 0 R] /SigFlags 3 /DR 40 0 R >> >>',
      3: contract[3]!.replace('[6 0 R 7 0 R 8 0 R]', '[7 0 R 12 0 R]'),
      12: '<< /Type /Annot /Subtype /Stamp /Rect [72 600 172 620] /F 4 /AP << /N 13 0 R >> >>',
      13: stamp,
      40: '<< /Font << /F2 5 0 R >> >>',
    };
    const once = await sign(objects);
    const lying = dict({ Type: name('Font'), Subtype: name('Type1'), BaseFont: name('Symbol') });
    const others = changed(once, 40, { Font: dict({ F2: ref(61) }) });
    expect(await verdict(once)).toBe('valid');
    expect(await verdict(update(once, { 40: others, 61: lying }))).toBe('changed');
  });

  it('a font that a picture calls and nobody had is not given by the form later', async () => {
    const objects = {
      ...contract,
      1: contract[1]!.replace('/DR << /Font << /F1 5 0 R >> >>', '/DR 40 0 R'),
      9: handMadeStream(
        '/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources 40 0 R',
        'BT /F9 12 Tf (1) Tj ET',
      ),
      40: '<< /Font << /F1 5 0 R >> >>',
    };
    const once = await sign(objects);
    const lying = dict({ Type: name('Font'), Subtype: name('Type1'), BaseFont: name('Symbol') });
    const grown = (key: string) =>
      update(once, { 40: changed(once, 40, { Font: dict({ F1: ref(5), [key]: ref(61) }) }), 61: lying });
    expect([await verdict(once), await verdict(grown('F9')), await verdict(grown('F7'))]).toEqual([
      'valid',
      'changed',
      'valid',
    ]);
  });
});

describe('an open field that is filled', () => {
  const filled = (content: string, entries: Record<string, PdfObject> = {}) =>
    update(signed, {
      6: changed(signed, 6, { V: text('9'), AP: dict({ N: ref(30), ...entries }) }),
      30: form(content),
      31: cover,
    });

  it.each([
    ['white', '1 g'],
    ['nearly white', '0.9 0.9 0.95 rg'],
    ['white of four inks', '0 0 0 0 k'],
    ['white of a named space', '/CS0 cs 1 1 1 sc'],
  ])('with letters that are %s is changed: they cover what lies under them', async (_, colour) => {
    expect(await verdict(filled(`/Tx BMC BT ${colour} /F1 12 Tf (nnn) Tj ET EMC`))).toBe('changed');
  });

  it('with letters of a colour leaves the signature valid', async () => {
    expect(await verdict(filled('/Tx BMC BT 0 0 0.6 rg /F1 12 Tf (9) Tj ET EMC'))).toBe('valid');
    expect(await verdict(filled('/Tx BMC BT 0.1 0.2 0.1 0 k /F1 12 Tf (9) Tj ET EMC'))).toBe('changed');
  });

  it.each(['R', 'D'])('and shows another picture under the pointer (/%s) is changed', async (key) => {
    const letters = '/Tx BMC BT 0 g /F1 12 Tf (9) Tj ET EMC';
    expect(await verdict(filled(letters, { [key]: ref(31) }))).toBe('changed');
  });

  it('with a picture whose length is told wrong is changed', async () => {
    const body = '/Tx BMC BT 0 g /F1 12 Tf (9) Tj ET EMC';
    const wrong = filled(body)
      .toString('latin1')
      .replace(`/Length ${body.length}`, `/Length ${body.length - 20}`);
    expect(await verdict(Buffer.from(wrong, 'latin1'))).not.toBe('valid');
  });
});

describe('what programs run or show', () => {
  it.each<[string, number, Record<string, PdfObject>]>([
    ['an XFA form', 1, { AcroForm: dict({ Fields: [ref(6), ref(7), ref(8)], SigFlags: 3, XFA: ref(30) }) }],
    ['scripts by name', 1, { Names: dict({ JavaScript: dict({ Names: [text('x'), ref(30)] }) }) }],
    ['files that come with it', 1, { Names: dict({ EmbeddedFiles: dict({ Names: [] }) }) }],
    ['a program that runs as it is printed', 1, { AA: dict({ WP: ref(30) }) }],
    ['what the viewer shows first', 1, { PageMode: name('UseAttachments') }],
    ['a program of the page', 3, { AA: dict({ O: ref(30) }) }],
    ['a program of a field', 6, { AA: dict({ K: ref(30) }) }],
    ['an order of calculation', 1, { AcroForm: dict({ Fields: [ref(6), ref(7), ref(8)], CO: [ref(8)] }) }],
    ['a certification that comes later', 1, { Perms: dict({ DocMDP: ref(30) }) }],
    ['pages by another address', 1, { URI: dict({ Base: text('https://x') }) }],
  ])('%s added is changed', async (_, num, entries) => {
    expect(await verdict(update(signed, { [num]: changed(signed, num, entries), 30: dict() }))).toBe(
      'changed',
    );
  });

  it('a layer switched in place is changed', async () => {
    const root = contract[1]!.replace('/Pages', '/OCProperties 40 0 R /Pages');
    const once = await sign({
      ...contract,
      1: root,
      40: '<< /OCGs [41 0 R] /D << /OFF [41 0 R] >> >>',
      41: '<< /Type /OCG /Name (x) >>',
    });
    expect(await verdict(once)).toBe('valid');
    expect(await verdict(update(once, { 40: changed(once, 40, { D: dict({ ON: [ref(41)] }) }) }))).toBe(
      'changed',
    );
    expect(await verdict(update(once, { 41: changed(once, 41, { Usage: dict() }) }))).toBe('changed');
  });

  it('pages in another order are changed', async () => {
    const two = {
      ...contract,
      2: '<< /Type /Pages /Kids [3 0 R 12 0 R] /Count 2 >>',
      12: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 10 0 R >>',
    };
    const once = await sign(two);
    const turned = changed(once, 2, { Kids: [ref(12), ref(3)] });
    expect([await verdict(once), await verdict(update(once, { 2: turned }))]).toEqual(['valid', 'changed']);
  });
});
