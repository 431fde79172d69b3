/** Notes on a document whose certification lets others annotate it (P=3, ISO 32000-1, table 254). */
import { beforeAll, describe, expect, it } from 'vitest';
import { bytesString, dict, name, type PdfDict, type PdfObject, ref, stream } from '../pdf/objects.ts';
import { handMadePdf, stream as handMadeStream } from '../pdf/testing/handMade.ts';
import { changed, contract, form, update } from '../testing/contract.ts';
import { handMadeSignature } from '../testing/handMadeSignature.ts';
import { signedContract } from '../testing/signedContract.ts';

const setting = signedContract();
const old = '<< /Type /Annot /Subtype /Text /Rect [500 500 520 520] /Contents (Xem) >>';

/** @param level of DocMDP, which the first signature states */
function certified(level: number, objects: Record<number, string> = {}): Buffer {
  const page = contract[3]!.replace('8 0 R] >>', '8 0 R 12 0 R] >>');
  const transform = `[<< /Type /SigRef /TransformMethod /DocMDP /TransformParams << /P ${level} >> >>]`;
  const pdf = handMadePdf({ objects: { ...contract, 3: page, 12: old, 60: transform, ...objects } });
  return handMadeSignature(pdf, setting.services.person, {
    attributes: (usual) => usual,
    entry: '/Reference 60 0 R',
  });
}

let signed: Buffer;
beforeAll(() => {
  signed = certified(3);
});

const note = (rect: number[], entries: Record<string, PdfObject> = {}): PdfDict =>
  dict({
    Type: name('Annot'),
    Subtype: name('Text'),
    Rect: rect,
    Contents: bytesString(Buffer.from('?')),
    ...entries,
  });
const pictured = (rect: number[], picture = 31) => note(rect, { AP: dict({ N: ref(picture) }) });
const sign = (content: string) => {
  const picture = stream(
    dict({ Type: name('XObject'), Subtype: name('Form'), BBox: [0, 0, 20, 20] }),
    Buffer.from(content),
  );
  return picture;
};
const bubble = sign('1 1 0 rg 0 0 0 RG 1 w 2 2 m 18 2 l 18 18 l 2 18 l h B');
const onPage = (pdf: Buffer, ...annotations: number[]) =>
  changed(pdf, 3, { Annots: annotations.map((num) => ref(num)) });
const withNote = (pdf: Buffer, annotation: PdfDict, picture: PdfObject = bubble) =>
  update(pdf, { 3: onPage(pdf, 6, 7, 8, 12, 30), 30: annotation, 31: picture });

const margin = [20, 400, 40, 420];
const overTheSum = [170, 700, 190, 720];

describe('a note that comes after a certification', () => {
  it.each([
    [3, 'valid'],
    [2, 'changed'],
    [1, 'changed'],
  ])('with P=%i is %s', async (level, verdict) => {
    const pdf = certified(level);
    expect(await setting.verdict(withNote(pdf, note(overTheSum)))).toBe(verdict);
    expect(await setting.verdict(withNote(pdf, pictured(margin)))).toBe(verdict);
  });

  it.each([
    ['over the text', pictured(overTheSum), bubble],
    ['at the end of a line', pictured([72 + 26 * 24, 700, 72 + 26 * 24 + 20, 720]), bubble],
    ['over a field', pictured([100, 600, 120, 620]), bubble],
    ['as large as a heading', pictured([20, 300, 520, 420]), bubble],
    ['that writes', pictured(margin), form('BT /F1 12 Tf (9.000.000) Tj ET')],
    ['that shows an image', pictured(margin), sign('/X Do')],
    ['whose place is not said', note([], { AP: dict({ N: ref(31) }) }), bubble],
    [
      'that shows something else under the pointer',
      note(margin, { AP: dict({ N: ref(31), R: ref(9) }) }),
      bubble,
    ],
    ['that runs something', note(margin, { A: dict({ S: name('Hide') }) }), bubble],
    [
      'that is text of its own',
      dict({ ...Object.fromEntries(note(margin).entries), Subtype: name('FreeText') }),
      bubble,
    ],
  ])('%s is changed', async (_, annotation, picture) => {
    expect(await setting.verdict(withNote(signed, annotation, picture))).toBe('changed');
  });

  it('with a picture may stand beside others of its kind, which spell nothing together', async () => {
    const rows = (second: PdfObject, rect = [20, 300, 40, 320]) =>
      update(signed, {
        3: onPage(signed, 6, 7, 8, 12, 30, 33),
        30: pictured(margin),
        31: bubble,
        32: second,
        33: pictured(rect, 32),
      });
    expect(await setting.verdict(rows(bubble))).toBe('valid');
    expect(await setting.verdict(rows(sign('4 4 m 16 16 l S')))).toBe('changed');
    expect(await setting.verdict(rows(bubble, [40, 400, 60, 420]))).toBe('changed');
  });

  it.each([
    ['a glyph that is a drawing', { 5: '<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1 1] >>' }],
    ['a shading', { 4: handMadeStream('', '/S sh') }],
    [
      'an image that covers the page',
      { 4: handMadeStream('', 'q 595 0 0 842 0 0 cm /X Do Q'), 20: handMadeStream('/Subtype /Image', '') },
    ],
    ['a line along the margin', { 4: handMadeStream('', '30 0 m 30 842 l S') }],
    ['content without an end', { 4: handMadeStream('', '(') }],
  ])('with a picture is changed where the page has %s', async (_, objects) => {
    const pdf = certified(3, objects);
    expect(await setting.verdict(pdf)).toBe('valid');
    expect(await setting.verdict(withNote(pdf, pictured(margin)))).toBe('changed');
    expect(await setting.verdict(withNote(pdf, note(margin)))).toBe('valid');
  });
});

describe('a note that was there at the certification', () => {
  it('may be answered, moved, opened or taken away', async () => {
    const moved = update(signed, { 12: note([20, 20, 40, 40], { Open: true }) });
    const gone = update(signed, { 3: onPage(signed, 6, 7, 8) });
    for (const pdf of [moved, gone]) expect(await setting.verdict(pdf)).toBe('valid');
  });

  it('may not become something that draws or runs, nor may other annotations go', async () => {
    const draws = update(signed, { 12: pictured(overTheSum), 31: bubble });
    const runs = update(signed, { 12: note(margin, { AA: dict() }) });
    const fieldGone = update(signed, { 3: onPage(signed, 6, 7, 12) });
    for (const pdf of [draws, runs, fieldGone]) expect(await setting.verdict(pdf)).toBe('changed');
  });

  it('stays where the certification lets nobody annotate', async () => {
    const pdf = certified(2);
    const moved = update(pdf, { 12: note(margin) });
    const gone = update(pdf, { 3: onPage(pdf, 6, 7, 8) });
    for (const file of [moved, gone]) expect(await setting.verdict(file)).toBe('changed');
  });
});
