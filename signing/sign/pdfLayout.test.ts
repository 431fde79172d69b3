import { expect, it } from 'vitest';
import { findPlaces, findText } from '../appearance/findPlaces.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { pdfLayout } from './pdfLayout.ts';
import { preparePdf } from './preparePdf.ts';

it('tells the size of each page, and where the signature fields lie', async () => {
  const place = { page: 1, x: 100, y: 120, width: 80, height: 40 };
  const prepared = preparePdf(await samplePdf({ pages: 2 }), { signatures: { person: place } });
  const { pages, signatureFields } = pdfLayout(prepared);
  expect(pages).toEqual(Array(2).fill({ x: 0, y: 0, width: 595.28, height: 841.89 }));
  expect(signatureFields).toEqual([{ name: 'person', signed: false, place }]);
});

it('finds the last place where a text stands', async () => {
  const signer = { fullName: 'Nguyễn Văn Minh Họa', position: 'PHÓ GIÁM ĐỐC' };
  const pdf = await samplePdf();
  const { name } = await findPlaces(pdf, signer);
  expect(await findText(pdf, 'nguyễn văn minh họa')).toEqual(name);
  expect(await findText(pdf, 'Không có')).toBeUndefined();
});
