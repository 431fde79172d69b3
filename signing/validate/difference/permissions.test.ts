import { expect, it } from 'vitest';
import { isDict } from '../../pdf/objects.ts';
import { openPdf } from '../../pdf/openPdf.ts';
import { formObjects, handMadePdf } from '../../pdf/testing/handMade.ts';
import { transformsOf } from './permissions.ts';

const transform = (method: string, parameters: string) =>
  `<< /Type /SigRef /TransformMethod /${method} /TransformParams << /Type /TransformParams ${parameters} >> >>`;

it('reads transforms that stand twice, and the strictest of them counts', () => {
  const lists = [
    `[${transform('DocMDP', '/P 1')} ${transform('FieldMDP', '/Action /Include /Fields [(number)]')}]`,
    `[${transform('DocMDP', '/P 3')}]`,
  ];
  for (const [first, second] of [lists, lists.toReversed()]) {
    const signature = `<< /Type /Sig /Reference ${first} /Reference ${second} >>`;
    const view = openPdf(handMadePdf({ objects: { ...formObjects, 9: signature } })).latest;
    const object = view.locate(9)!.object;
    expect(isDict(object) && transformsOf(view, object)).toEqual({
      docMdp: 1,
      locks: [{ action: 'Include', fields: ['number'] }],
    });
  }
});
