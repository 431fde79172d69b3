import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OfficeAtTest, officeAtTest } from '../testing/officeAtTest.ts';
import { registered } from '../testing/pages.ts';
import { listDocuments } from './listDocuments.ts';

let at: OfficeAtTest;
beforeAll(async () => {
  at = await officeAtTest();
  await registered(at, 'Về việc bảo đảm điện mùa khô');
  await registered(at, 'Báo cáo chữ ký số');
});
afterAll(() => at?.close());

it.each([
  ['bảo đảm điện', ['Về việc bảo đảm điện mùa khô']],
  ['bao dam dien', ['Về việc bảo đảm điện mùa khô']],
  ['BAO', ['Báo cáo chữ ký số', 'Về việc bảo đảm điện mùa khô']],
  ['báo', ['Báo cáo chữ ký số']],
  ['chữ ky', ['Báo cáo chữ ký số']],
  ['báo đảm', []],
])('«%s» finds words that were typed without accents, and with accents only those', async (q, found) => {
  const { items } = await listDocuments(at.office, at.people.clerk, { q });
  expect(items.map(({ subject }) => subject)).toEqual(found);
});
