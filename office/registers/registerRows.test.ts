import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OfficeAtTest, officeAtTest } from '../testing/officeAtTest.ts';
import { registered } from '../testing/pages.ts';
import { registerRows } from './registerRows.ts';

let at: OfficeAtTest;
beforeAll(async () => {
  at = await officeAtTest();
});
afterAll(() => at?.close());

async function issued(number: number, notation: string): Promise<void> {
  const id = await registered(at);
  await at.office.db
    .updateTable('office.documents')
    .set({ direction: 'outgoing', state: 'issued', number, notation, issuedDate: '2026-11-24' })
    .where('id', '=', id)
    .execute();
}

it('outgoing documents stand by their numbers, those of a register of their own after the general one', async () => {
  await at.office.db
    .insertInto('office.registers')
    .values({ id: randomUUID(), kind: 'outgoing', year: 2026, notation: 'NQ-SMH', nextNumber: 3 })
    .execute();
  await issued(2, 'BC-SMH');
  await issued(2, 'NQ-SMH');
  await issued(1, 'TB-SMH');
  await issued(1, 'NQ-SMH');
  await issued(3, 'BC-SMH');
  const { outgoing } = await registerRows(at.office, at.people.clerk, { kind: 'outgoing', year: 2026 });
  expect(outgoing.map(({ number, notation }) => `${number}/${notation}`)).toEqual([
    ...['1/TB-SMH', '2/BC-SMH', '3/BC-SMH'],
    ...['1/NQ-SMH', '2/NQ-SMH'],
  ]);
});
