import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type OfficeAtTest, officeAtTest } from '../testing/officeAtTest.ts';
import { registered } from '../testing/pages.ts';
import { MAX_ROWS, registerRows } from './registerRows.ts';

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

it('of a long register the latest are given, and those of some days', async () => {
  const id = await registered(at);
  await sql`insert into office.documents (id, direction, state, type_code, type_name, subject, urgency, issuer, recipients,
      source, arrival_number, arrival_date, created_at)
    select gen_random_uuid(), direction, state, type_code, type_name, 'x', urgency, issuer, recipients, source, n,
      date '2019-01-01' + n / 100, created_at
    from office.documents, generate_series(1, ${MAX_ROWS + 500}::int) n where id = ${id}`.execute(
    at.office.db,
  );
  const incoming = async (days: { from?: string; to?: string }) => {
    const year = await registerRows(at.office, at.people.clerk, { kind: 'incoming', year: 2019, ...days });
    return [
      year.total,
      year.incoming.length,
      ...[0, -1].map((place) => year.incoming.at(place)!.arrivalNumber),
    ];
  };
  expect(await incoming({})).toEqual([MAX_ROWS + 500, MAX_ROWS, 501, MAX_ROWS + 500]);
  expect(await incoming({ from: '2019-01-02', to: '2019-01-03' })).toEqual([200, 200, 100, 299]);
  expect(await incoming({ to: '2019-01-01' })).toEqual([99, 99, 1, 99]);
});
