/** One object in two roles: what a rule lets change in the one is read otherwise in the other. */
import { describe, expect, it } from 'vitest';
import { ref, text } from '../pdf/objects.ts';
import { stream as handMadeStream, handMadeUpdate } from '../pdf/testing/handMade.ts';
import { changed, contract, twoSigners, update } from '../testing/contract.ts';
import { signedContract } from '../testing/signedContract.ts';

const setting = signedContract();
const { signObjects, verdict } = setting;

const box = '/Type /XObject /Subtype /Form /BBox [0 0 595 842] /Resources << /Font << /F1 5 0 R >> >>';
const cover = handMadeStream(
  box,
  '1 g 0 0 595 842 re f 0 g BT /F1 24 Tf 72 700 Td (Chi 9.000.000 dong) Tj ET',
);
const page = contract[3]!;
const words = 'BT /F1 24 Tf 72 700 Td (Chi 1.000.000 dong) Tj ET';
const layered = (operators: string) => handMadeStream('', `${words} ${operators}`);
const withXObjects = (held: string) => page.replace('<< /X 20 0 R >>', held);

type Objects = Record<number, string>;

async function changedBy(prepared: Objects, after: Objects): Promise<string[]> {
  const once = await signObjects(prepared);
  return [await verdict(once), await verdict(handMadeUpdate(once, after))];
}

describe('one object in two roles', () => {
  it('the root may not move into a place that the page draws from', async () => {
    const once = await signObjects(contract);
    const root = changed(once, 1, {});
    expect(await verdict(update(once, { 30: root }, { Root: ref(30) }))).toBe('valid');
    expect(await verdict(update(once, { 4: root }, { Root: ref(4) }))).toBe('changed');
  });

  it.each<[string, string, Objects, Objects]>([
    [
      'an open field, whose value is a picture',
      '/V Do',
      { 3: withXObjects('6 0 R') },
      { 6: contract[6]!.replace(' >>', ' /V 30 0 R >>') },
    ],
    [
      'the page itself, whose annotations are a picture',
      '/Annots Do',
      { 3: withXObjects('3 0 R').replace(/\/Annots \[[^\]]*\]/, '') },
      { 3: withXObjects('3 0 R').replace(/\/Annots \[[^\]]*\]/, '/Annots 30 0 R') },
    ],
    [
      'a node of the page tree, with the mark of a program',
      '/ITXT Do',
      { 3: withXObjects('2 0 R') },
      { 2: contract[2]!.replace(' >>', ' /ITXT 30 0 R >>') },
    ],
  ])('%s may not be what the page draws from', async (_, operators, prepared, after) => {
    const objects = { ...contract, 4: layered(operators), ...prepared };
    expect(await changedBy(objects, { ...after, 30: cover })).toEqual(['valid', 'changed']);
  });

  it('a field may not be what another field’s picture draws from', async () => {
    const objects = {
      ...contract,
      9: handMadeStream(
        '/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F1 5 0 R >> /XObject 6 0 R >>',
        'BT /F1 12 Tf (1) Tj ET /V Do',
      ),
    };
    const filled = { 6: contract[6]!.replace(' >>', ' /V 30 0 R >>'), 30: cover };
    expect(await changedBy(objects, filled)).toEqual(['valid', 'changed']);
  });

  it.each([
    ['the page draws', '/Properties << /L 11 0 R >>', '/OC /L BDC'],
    ['the page draws, by a name of its own', '/Properties << /P 12 0 R >>', '/OC /P BDC'],
  ])('a signature field may not be the layer that %s', async (_, properties, begin) => {
    const membership = twoSigners[11]!
      .replace('/P 3 0 R', '/OCGs 13 0 R /P /AnyOn')
      .replace('/Annot', '/OCMD');
    const objects = {
      ...twoSigners,
      1: twoSigners[1]!.replace('/Pages', '/OCProperties << /OCGs [13 0 R] /D << /ON [13 0 R] >> >> /Pages'),
      3: twoSigners[3]!.replace('/XObject', `${properties} /XObject`),
      4: handMadeStream('', `${begin} ${words} EMC`),
      11: membership,
      12: '11 0 R',
      13: '<< /Type /OCG /Name (a) >>',
    };
    const hidden = { 11: membership.replace('/AnyOn', '/AllOff') };
    expect(await changedBy(objects, hidden)).toEqual(['valid', 'changed']);
  });

  it('a signature field may not be the layer that an annotation belongs to', async () => {
    const membership = twoSigners[11]!
      .replace('/P 3 0 R', '/OCGs 13 0 R /P /AnyOn')
      .replace('/Annot', '/OCMD');
    const objects = {
      ...twoSigners,
      1: twoSigners[1]!.replace('/Pages', '/OCProperties << /OCGs [13 0 R] /D << /ON [13 0 R] >> >> /Pages'),
      8: twoSigners[8]!.replace(' >>', ' /OC 11 0 R >>'),
      11: membership,
      13: '<< /Type /OCG /Name (a) >>',
    };
    const hidden = { 11: membership.replace('/AnyOn', '/AllOff') };
    expect(await changedBy(objects, hidden)).toEqual(['valid', 'changed']);
  });

  it.each<[string, Objects, string, string]>([
    [
      'a node of the page tree, which is given a smaller page',
      { 1: contract[1]!.replace('/Font << /F1 5 0 R >> >> /DA', '/Font 2 0 R >> /DA') },
      contract[2]!,
      '/CropBox [0 0 10 10]',
    ],
    [
      'the layers of the document, which are given a configuration',
      {
        1: contract[1]!
          .replace('/Font << /F1 5 0 R >> >> /DA', '/Font 2 0 R >> /DA')
          .replace('2 0 R /AcroForm', '14 0 R /OCProperties 2 0 R /AcroForm'),
        2: '<< /OCGs [13 0 R] >>',
        3: page
          .replace('/Parent 2 0 R', '/Parent 14 0 R')
          .replace('/XObject', '/Properties << /L 13 0 R >> /XObject'),
        4: handMadeStream('', `/OC /L BDC ${words} EMC`),
        13: '<< /Type /OCG /Name (a) >>',
        14: contract[2]!,
      },
      '<< /OCGs [13 0 R] >>',
      '/D << /OFF [13 0 R] >>',
    ],
    [
      'an annotation, which is given a picture',
      {
        1: contract[1]!
          .replace('/Font << /F1 5 0 R >> >> /DA', '/Font 2 0 R >> /DA')
          .replace('2 0 R /AcroForm', '14 0 R /AcroForm'),
        2: '<< /Type /Annot /Subtype /Stamp /Rect [0 0 595 842] /F 4 >>',
        3: page.replace('/Parent 2 0 R', '/Parent 14 0 R').replace('8 0 R] >>', '8 0 R 2 0 R] >>'),
        14: contract[2]!,
      },
      '<< /Type /Annot /Subtype /Stamp /Rect [0 0 595 842] /F 4 >>',
      '/AP << /N 30 0 R >>',
    ],
  ])('the form’s fonts may not be %s', async (_, prepared, held, gained) => {
    const after = { 2: held.replace(/ >>$/, ` ${gained} >>`), 30: cover };
    expect(await changedBy({ ...contract, ...prepared }, after)).toEqual(['valid', 'changed']);
  });

  it('an annotation that shows its own words may not be a text field as well', async () => {
    const note =
      '<< /Type /Annot /Subtype /FreeText /Contents (khong qua 1.000.000) /FT /Tx /T (number) /Rect [72 640 172 660] /F 4 /P 3 0 R /DA (/F1 12 Tf 0 g) >>';
    const once = await signObjects({ ...contract, 6: note });
    const faded = changed(once, 6, { V: text(' '), DA: text('/F1 0.1 Tf 0 g') });
    expect([await verdict(once), await verdict(update(once, { 6: faded }))]).toEqual(['valid', 'changed']);
  });
});
