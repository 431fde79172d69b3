/**
 * Attacks on signed PDFs that have been published: universal signature forgery, incremental saving and
 * signature wrapping (Mladenov and others, CCS 2019), shadow attacks (NDSS 2021), attacks on certification
 * (IEEE S&P 2021). None may be called valid.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { demonstrationSeal } from '../appearance/demonstration.ts';
import { dict, name, type PdfDict, type PdfObject, ref, text } from '../pdf/objects.ts';
import { openPdf } from '../pdf/openPdf.ts';
import { stream as handMadeStream, handMadeUpdate } from '../pdf/testing/handMade.ts';
import { signPdf } from '../sign/signPdf.ts';
import { changed, contract, form, newPage, twoSigners, update } from '../testing/contract.ts';
import { signedContract } from '../testing/signedContract.ts';
import { strangersKey } from '../testing/strangersKey.ts';
import { trustFromPem } from '../trust/trustStore.ts';
import { validatePdf } from './validatePdf.ts';

const setting = signedContract();
const { signObjects, verdict } = setting;
let signed: Buffer;
beforeAll(() => {
  signed = setting.signed;
});

const replaced = (from: string | RegExp, to: string | ((match: string) => string)) => {
  const before = signed.toString('latin1');
  const after = before.replace(from, to as string);
  expect(after).not.toBe(before);
  return Buffer.from(after, 'latin1');
};

describe('a signed document that nobody touched', () => {
  it('is valid', async () => {
    expect(await verdict(signed)).toBe('valid');
  });

  it('stays valid when its open field is filled', async () => {
    const appearance = form('/Tx BMC BT /F1 12 Tf (2225) Tj ET EMC');
    const num = openPdf(signed).size;
    const filled = update(signed, {
      6: changed(signed, 6, { V: text('2225'), AP: dict({ N: ref(num) }) }),
      [num]: appearance,
    });
    expect(await verdict(filled)).toBe('valid');
  });
});

describe('signature exclusion and universal forgery', () => {
  it.each([
    ['no /ByteRange', '/ByteRange', '/ByteRonge'],
    ['no /Contents', '/Contents <', '/Kontents <'],
    ['a negative range', /\/ByteRange ?\[0 /, (m: string) => m.replace('0 ', '-1')],
    ['a range that starts later', /\/ByteRange ?\[0 /, (m: string) => m.replace('0 ', '1 ')],
    ['a range of null', /\/ByteRange ?\[[^\]]*\]/, (m: string) => '/ByteRange null'.padEnd(m.length)],
    ['contents of zeros', /<30[0-9a-f]+>/i, (m: string) => m.replace(/[0-9a-f]/gi, '0')],
    ['contents that are not hexadecimal', /<3082/, '<3z82'],
    ['two /Contents', '/Contents <', '/Contents<>/Contents <'],
  ])('with %s is not valid', async (_, from, to) => {
    expect(await verdict(replaced(from, to))).not.toBe('valid');
  });

  it('leaves no signature when the field loses its value', async () => {
    expect(await verdict(update(signed, { 7: changed(signed, 7, { V: null }) }))).toBe('unsigned');
  });
});

describe('signature wrapping', () => {
  const range = () => {
    const found = /\/ByteRange ?\[\s*(\d+) (\d+) (\d+) (\d+)\s*\]/.exec(signed.toString('latin1'))!;
    return { text: found[0], values: found.slice(1).map(Number) as [number, number, number, number] };
  };

  it('that puts other objects beside the signature, where nobody hashes, is broken', async () => {
    const other = '> /Type /Sig >>\nendobj\n4 0 obj\n<< /Length 5 >>\nstream\nBT ET\nendstream\nendobj\n<';
    const wrapped = replaced(/0{200}>/, (m) => other.padEnd(m.length - 1, '0').concat('>'));
    expect(await verdict(wrapped)).toBe('broken');
  });

  it('that moves the second part and puts other content between is not valid', async () => {
    const { text: whole, values } = range();
    const [, b, c, d] = values;
    const injected = Buffer.from('\n4 0 obj\n<< /Length 2 >>\nstream\nET\nendstream\nendobj\n');
    const head = signed
      .toString('latin1', 0, c)
      .replace(whole, `/ByteRange [0 ${b} ${c + injected.length} ${d}]`.padEnd(whole.length));
    expect(await verdict(Buffer.concat([Buffer.from(head, 'latin1'), injected, signed.subarray(c)]))).toMatch(
      /^PDF_|broken/,
    );
  });

  it('that leaves the end of the file unsigned is broken', async () => {
    const { text: whole, values } = range();
    const [, b, c, d] = values;
    expect(await verdict(replaced(whole, `/ByteRange [0 ${b} ${c} ${d - 60}]`.padEnd(whole.length)))).toBe(
      'broken',
    );
  });
});

describe('incremental saving', () => {
  it('with another page content is changed', async () => {
    expect(await verdict(update(signed, { 4: newPage }))).toBe('changed');
  });

  it('with the page pointing to other content is changed', async () => {
    expect(await verdict(update(signed, { 3: changed(signed, 3, { Contents: ref(30) }), 30: newPage }))).toBe(
      'changed',
    );
  });

  it('with another document root is changed', async () => {
    const root = changed(signed, 1, { Pages: ref(31) });
    const added = { 30: root, 31: dict({ Type: name('Pages'), Kids: [], Count: 0 }) };
    expect(await verdict(update(signed, added, { Root: ref(30) }))).toBe('changed');
  });

  it('with objects that no table names is changed', async () => {
    expect(await verdict(Buffer.concat([signed, Buffer.from('\n4 0 obj\n<< >>\nendobj\n%%EOF\n')]))).not.toBe(
      'valid',
    );
    const tail = /startxref\s+\d+\s+%%EOF\s*$/.exec(signed.toString('latin1'))![0];
    expect(await verdict(Buffer.concat([signed, Buffer.from(`\n4 0 obj\n<< >>\nendobj\n${tail}`)]))).toBe(
      'changed',
    );
  });

  it('with an object hidden in a comment between the objects of an update is changed', async () => {
    const updated = update(signed, { 40: dict() });
    const text = updated.toString('latin1', signed.length);
    const hidden = text
      .replace('40 0 obj', '%4 0 obj << >> endobj\n40 0 obj')
      .replace(/startxref\s+(\d+)/, (_, at) => `startxref\n${Number(at) + 22}`);
    const moved = hidden.replace(
      /(\d{10}) 00000 n/,
      (_, at) => `${String(Number(at) + 22).padStart(10, '0')} 00000 n`,
    );
    expect(await verdict(Buffer.concat([signed, Buffer.from(moved, 'latin1')]))).toBe('changed');
  });

  it('with a damaged table is no PDF to be judged', async () => {
    const updated = update(signed, { 4: newPage });
    const broken = updated.toString('latin1', signed.length).replace('xref\n', 'xrof\n');
    expect(await verdict(Buffer.concat([signed, Buffer.from(broken, 'latin1')]))).toMatch(/^PDF_/);
  });

  it('that skips the signed revision is not valid', async () => {
    const skipping = handMadeUpdate(signed, { 4: handMadeStream('', 'BT ET') });
    const first = /startxref\s+(\d+)/.exec(signed.toString('latin1'))![1]!;
    const text = skipping.toString('latin1', signed.length).replace(/\/Prev \d+/, `/Prev ${first}`);
    expect(await verdict(Buffer.concat([signed, Buffer.from(text, 'latin1')]))).not.toBe('valid');
  });
});

describe('shadow attacks', () => {
  it('hide: a layer over the page taken away is changed', async () => {
    expect(await verdict(update(signed, { 3: changed(signed, 3, { Resources: dict() }) }))).toBe('changed');
  });

  it('hide and replace: the table points to content that was prepared is changed', async () => {
    const at = signed.indexOf('10 0 obj');
    const start = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(signed.toString('latin1'))![1]!;
    const table = `xref\n4 1\n${String(at).padStart(10, '0')} 00000 n \ntrailer\n<< /Size 41 /Root 1 0 R /Prev ${start} >>\nstartxref\n${signed.length}\n%%EOF\n`;
    expect(await verdict(Buffer.concat([signed, Buffer.from(table)]))).toBe('changed');
  });

  it('replace: a font given other letters is changed', async () => {
    expect(await verdict(update(signed, { 5: changed(signed, 5, { BaseFont: name('Symbol') }) }))).toBe(
      'changed',
    );
  });

  it('replace: a reference left open in the signed file and filled later is changed', async () => {
    expect(await verdict(update(signed, { 20: form('0 0 595 842 re f') }))).toBe('changed');
  });

  it('replace: a field whose picture is another but whose value is not is changed', async () => {
    expect(await verdict(update(signed, { 9: form('BT /F1 12 Tf (9) Tj ET') }))).toBe('changed');
    expect(
      await verdict(update(signed, { 8: changed(signed, 8, { AP: dict({ N: ref(30) }) }), 30: form('') })),
    ).toBe('changed');
  });

  it.each(['Metadata', 'Extensions', 'DSS'])(
    'replace: a picture that is called /%s as well is changed',
    async (key) => {
      const value = key === 'DSS' ? dict({ Certs: [ref(9)] }) : ref(9);
      const catalog = changed(signed, 1, { [key]: value });
      expect(await verdict(update(signed, { 1: catalog, 9: form('0 0 m BT /F1 12 Tf (9) Tj ET') }))).toBe(
        'changed',
      );
      const prepared = {
        ...contract,
        1: contract[1]!.replace(
          '/Pages',
          `/${key} ${key === 'DSS' ? '<< /Certs [9 0 R] >>' : '9 0 R'} /Pages`,
        ),
      };
      const before = await signObjects(prepared);
      expect(await verdict(before)).toBe('valid');
      expect(await verdict(update(before, { 9: form('0 0 m BT /F1 12 Tf (9) Tj ET') }))).toBe('changed');
    },
  );

  it('replace: a field that was filled and now says something else is changed', async () => {
    const other = {
      8: changed(signed, 8, { V: text('9'), AP: dict({ N: ref(30) }) }),
      30: form('BT /F1 12 Tf (9) Tj ET'),
    };
    expect(await verdict(update(signed, other))).toBe('changed');
  });

  it('replace: an open field that is moved, or filled with a picture, is changed', async () => {
    const moved = changed(signed, 6, { V: text('9'), Rect: [72, 600, 172, 720] });
    expect(await verdict(update(signed, { 6: moved }))).toBe('changed');
    const picture = changed(signed, 6, { V: text('9'), AP: dict({ N: ref(30) }) });
    expect(await verdict(update(signed, { 6: picture, 30: form('/Im Do') }))).toBe('changed');
  });
});

describe('what was prepared in a form before it was signed', () => {
  const box = '/Type /XObject /Subtype /Form /BBox [0 0 300 40] /Resources << /Font << /F1 5 0 R >> >>';
  const newAmount = 'BT /F1 24 Tf 2 8 Td (Chi 9.000.000 dong) Tj ET';
  /** The contract with its field 6 another, and its states or pictures. */
  const prepared = (field: string, objects: Record<number, string> = {}) =>
    signObjects({ ...contract, 6: field, ...objects });
  const widget = (entries: string, rect = '72 690 372 730') =>
    `<< /Type /Annot /Subtype /Widget /T (number) /Rect [${rect}] /F 4 /P 3 0 R ${entries} >>`;
  const states = '/FT /Btn /V /Off /AS /Off /AP << /N 12 0 R >>';
  const toYes = (pdf: Buffer) => update(pdf, { 6: changed(pdf, 6, { V: name('Yes'), AS: name('Yes') }) });

  it('a box may be ticked', async () => {
    const dingbats = box.replace('/F1 5 0 R', '/ZaDb 15 0 R');
    const tick = handMadeStream(dingbats, 'q 1 g 0 0 12 12 re f Q BT /ZaDb 12 Tf 1 1 Td (4) Tj ET');
    const font = '<< /Type /Font /Subtype /Type1 /BaseFont /ZapfDingbats >>';
    const ticks = { 12: '<< /Yes 13 0 R /Off 14 0 R >>', 13: tick, 14: handMadeStream(box, ''), 15: font };
    const once = await prepared(widget(states, '72 640 84 652'), ticks);
    expect([await verdict(once), await verdict(toYes(once))]).toEqual(['valid', 'valid']);
    // What the signer saw ticked stays so.
    const ticked = await prepared(widget(states.replaceAll('/Off /', '/Yes /'), '72 640 84 652'), ticks);
    const cleared = update(ticked, { 6: changed(ticked, 6, { V: name('Off'), AS: name('Off') }) });
    expect([await verdict(ticked), await verdict(cleared)]).toEqual(['valid', 'changed']);
  });

  it.each([
    ['a tick that is words', newAmount, '', '72 640 84 652'],
    ['a tick that is a digit', 'BT /F1 12 Tf (9) Tj ET', '', '72 640 84 652'],
    ['a cross in place of a stroke', 'BT /F1 12 Tf (x) Tj ET', 'BT /F1 12 Tf (|) Tj ET', '72 640 84 652'],
    ['a tick that is a picture', '/X Do', '', '72 640 84 652'],
    ['a tick that covers the page', '1 g 0 0 300 40 re f', '', '72 690 372 730'],
    ['words that go with the tick', '', newAmount, '72 690 372 730'],
    ['a cover that goes with the tick', '', '1 g 0 0 300 40 re f', '72 690 372 730'],
  ])('%s is changed', async (_, yes, off, rect) => {
    const drawn = { 13: handMadeStream(box, yes), 14: handMadeStream(box, off) };
    const once = await prepared(widget(states, rect), { 12: '<< /Yes 13 0 R /Off 14 0 R >>', ...drawn });
    expect([await verdict(once), await verdict(toYes(once))]).toEqual(['valid', 'changed']);
  });

  it('a tick whose picture is another than the signed one is changed', async () => {
    const drawn = { 12: '<< /Yes 13 0 R >>', 13: handMadeStream(box, 'BT /F1 12 Tf (4) Tj ET') };
    const once = await prepared(widget(states, '72 640 84 652'), drawn);
    const others: Record<number, PdfObject>[] = [
      { 12: dict({ Yes: ref(30) }), 30: form('1 g 0 0 9 9 re f') },
      { 13: form('0 0 m') },
    ];
    for (const other of others) {
      expect(await verdict(update(toYes(once), other))).toBe('changed');
    }
  });

  it.each([
    ['lines that cover', '20 w 1 G 0 10 m 300 10 l S BT /F1 12 Tf (9) Tj ET'],
    ['outlined text', 'BT 2 Tr /F1 12 Tf (9) Tj ET'],
  ])('an open field filled with %s is changed', async (_, content) => {
    const filled = changed(signed, 6, { V: text('9'), AP: dict({ N: ref(30) }) });
    expect(await verdict(update(signed, { 6: filled, 30: form(content) }))).toBe('changed');
  });

  it('an open field filled with glyphs that are drawings, or by a state, is changed', async () => {
    const filled = changed(signed, 6, { V: text('9'), AP: dict({ N: ref(30) }) });
    const drawn = form('BT /F1 12 Tf (9) Tj ET');
    drawn.dict.entries.set('Resources', dict({ Font: dict({ F1: dict({ Subtype: name('Type3') }) }) }));
    expect(await verdict(update(signed, { 6: filled, 30: drawn }))).toBe('changed');
    const once = await prepared(widget('/FT /Tx /AS /a'));
    const byState = changed(once, 6, { V: text('9'), AP: dict({ N: dict({ a: ref(30) }) }) });
    expect(await verdict(update(once, { 6: byState, 30: form('/X Do') }))).toBe('changed');
  });

  it('a list filled with a picture is changed', async () => {
    const once = await prepared(widget('/FT /Ch /Opt [(9)]'));
    const filled = changed(once, 6, { V: text('9'), AP: dict({ N: ref(30) }) });
    expect(await verdict(update(once, { 6: filled, 30: form('/X Do') }))).toBe('changed');
  });

  it('a field that showed text without having a value, and now has one, is changed', async () => {
    const once = await prepared(widget('/FT /Tx /AP << /N 12 0 R >>'), {
      12: handMadeStream(box, newAmount),
    });
    const filled = changed(once, 6, { V: text('9'), AP: dict({ N: ref(30) }) });
    expect([
      await verdict(once),
      await verdict(update(once, { 6: filled, 30: form('BT (9) Tj ET') })),
    ]).toEqual(['valid', 'changed']);
  });

  it('fields that viewers are asked to draw anew from values nobody saw are changed', async () => {
    const anew = (pdf: Buffer) => {
      const { entries } = openPdf(pdf).latest.acroForm as PdfDict;
      const asking = new Map([...entries, ['NeedAppearances', true as PdfObject]]);
      return update(pdf, { 1: changed(pdf, 1, { AcroForm: { kind: 'dict', entries: asking } }) });
    };
    const { 8: _, ...rest } = contract;
    const open = { ...rest, 1: rest[1]!.replace(' 8 0 R', ''), 3: rest[3]!.replace(' 8 0 R', '') };
    expect(await verdict(anew(await signObjects(open)))).toBe('valid');
    expect(await verdict(anew(signed))).toBe('changed');
  });
});

describe('annotations and signatures put on top', () => {
  const onPage = (pdf: Buffer, ...added: PdfObject[]) =>
    changed(pdf, 3, { Annots: [ref(6), ref(7), ref(8), ...added] });
  const overlay = (entries: Record<string, PdfObject>) =>
    dict({
      Type: name('Annot'),
      Rect: [72, 690, 400, 730],
      F: 4,
      P: ref(3),
      AP: dict({ N: ref(31) }),
      ...entries,
    });

  it('replace: an open field filled over what lies under it is changed', async () => {
    const cover = form('1 g 0 0 100 20 re f BT /F1 12 Tf (9) Tj ET');
    const covering = changed(signed, 6, { V: text('9'), AP: dict({ N: ref(30) }) });
    expect(await verdict(update(signed, { 6: covering, 30: cover }))).toBe('changed');
  });

  it.each(['FreeText', 'Stamp', 'Redact', 'Square', 'Widget', 'Link'])(
    'an added %s is changed',
    async (subtype) => {
      const added = update(signed, {
        3: onPage(signed, ref(30)),
        30: overlay({ Subtype: name(subtype) }),
        31: form('1 g 0 0 595 842 re f'),
      });
      expect(await verdict(added)).toBe('changed');
    },
  );

  it('an added text field is changed', async () => {
    const catalog = changed(signed, 1, {
      AcroForm: dict({ Fields: [ref(6), ref(7), ref(8), ref(30)], SigFlags: 3 }),
    });
    const field = overlay({ Subtype: name('Widget'), FT: name('Tx'), T: text('x'), V: text('9.000.000') });
    expect(
      await verdict(update(signed, { 1: catalog, 3: onPage(signed, ref(30)), 30: field, 31: form('') })),
    ).toBe('changed');
  });

  it('a signature field that is drawn but holds no signature is changed', async () => {
    const acroForm = (openPdf(signed).latest.acroForm as PdfDict).entries;
    const form2 = {
      kind: 'dict' as const,
      entries: new Map([...acroForm, ['Fields', [ref(6), ref(7), ref(8), ref(30)] as PdfObject]]),
    };
    const field = overlay({ Subtype: name('Widget'), FT: name('Sig'), T: text('sneaky') });
    const added = {
      1: changed(signed, 1, { AcroForm: form2 }),
      3: onPage(signed, ref(30)),
      30: field,
      31: form('1 g'),
    };
    expect(await verdict(update(signed, added))).toBe('changed');
  });

  it('a second field that borrows the first signature makes nothing valid', async () => {
    const value = (openPdf(signed).latest.locate(7)!.object as PdfDict).entries.get('V')!;
    const acroForm = (openPdf(signed).latest.acroForm as PdfDict).entries;
    const form2 = {
      kind: 'dict' as const,
      entries: new Map([...acroForm, ['Fields', [ref(6), ref(7), ref(8), ref(30)] as PdfObject]]),
    };
    const field = overlay({ Subtype: name('Widget'), FT: name('Sig'), T: text('borrowed'), V: value });
    const added = {
      1: changed(signed, 1, { AcroForm: form2 }),
      3: onPage(signed, ref(30)),
      30: field,
      31: form('1 g'),
    };
    const pdf = update(signed, added);
    const { signatures } = await validatePdf(pdf, { trust: trustFromPem(setting.services.authority.caPem) });
    expect(signatures.map((item) => item.verdict)).toEqual(['changed', 'changed']);
  });

  it('a later visible signature by a stranger takes validity from the first, by a known one it does not', async () => {
    const once = await signObjects(twoSigners);
    const appearance = { kind: 'image' as const, png: demonstrationSeal('Chi 9.000.000') };
    const options = { level: 'B-B' as const, field: 'agency', appearance };
    const good = await signPdf(once, { ...options, key: setting.services.agency.key });
    expect(await verdict(good)).toBe('valid');
    const bad = await signPdf(once, { ...options, key: await strangersKey() });
    expect([await verdict(bad), await verdict(bad, 1)]).toEqual(['changed', 'untrusted']);
  });

  it.each([
    ['a document timestamp', { Type: name('DocTimeStamp'), SubFilter: name('ETSI.RFC3161') }],
    ['a signature that calls itself a timestamp', { Type: name('Sig'), SubFilter: name('ETSI.RFC3161') }],
  ])('%s that draws over the page takes validity from the first', async (_, kind) => {
    const { entries } = openPdf(signed).latest.acroForm as PdfDict;
    const fields = new Map([...entries, ['Fields', [ref(6), ref(7), ref(8), ref(30)] as PdfObject]]);
    const drawn = {
      1: changed(signed, 1, { AcroForm: { kind: 'dict', entries: fields } }),
      3: onPage(signed, ref(30)),
      30: overlay({ Subtype: name('Widget'), FT: name('Sig'), T: text('tsa'), V: ref(32) }),
      31: form('1 g 0 0 595 842 re f'),
      32: dict({ ...kind, Filter: name('Adobe.PPKLite') }),
    };
    expect(await verdict(update(signed, drawn))).toBe('changed');
  });
});

describe('the structure of the document', () => {
  it.each([
    ['pages added', { 2: dict({ Type: name('Pages'), Kids: [ref(3), ref(3)], Count: 2 }) }],
    ['an action on opening', { 1: { OpenAction: dict({ S: name('JavaScript'), JS: text('x') }) } }],
    ['layers', { 1: { OCProperties: dict({ OCGs: [] }) } }],
    ['a page turned', { 3: { Rotate: 180 } }],
    ['a page cropped', { 3: { CropBox: [0, 0, 100, 100] } }],
    ['foreign data in the security store', { 1: { DSS: dict({ Certs: [ref(30)] }) }, 30: newPage }],
  ] as [string, Record<number, PdfObject | Record<string, PdfObject>>][])(
    'with %s is changed',
    async (_, objects) => {
      const entries = Object.entries(objects).map(([num, value]) => {
        const isObject = value !== null && typeof value === 'object' && 'kind' in value;
        return [
          num,
          isObject ? value : changed(signed, Number(num), value as Record<string, PdfObject>),
        ] as const;
      });
      expect(await verdict(update(signed, Object.fromEntries(entries) as Record<number, PdfObject>))).toBe(
        'changed',
      );
    },
  );
});
