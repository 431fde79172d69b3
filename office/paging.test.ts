import { testDatabase } from '@congvan/storage/testing';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { officeDatabase } from './office.ts';
import { counted, MAX_COUNTED } from './paging.ts';

let database: Awaited<ReturnType<typeof testDatabase>>;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

it.each([
  [0, 0, false],
  [51, 51, false],
  [MAX_COUNTED, MAX_COUNTED, false],
  [MAX_COUNTED + 1, MAX_COUNTED, true],
  [5 * MAX_COUNTED, MAX_COUNTED, true],
])('of %i rows %i are counted', async (rows, total, more) => {
  const db = officeDatabase(database.db);
  const query = db.selectFrom(sql`generate_series(1, ${rows}::int)`.as('n'));
  expect(await counted(db, query)).toEqual({ total, more });
});
