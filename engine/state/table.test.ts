import { expect, it } from 'vitest';
import { Journal } from './journal.ts';
import type { Change } from './store.ts';
import { Table } from './table.ts';

interface Row {
  key: number;
  value: string;
}

function restingTable() {
  const journal = new Journal();
  const table = new Table<Row>({ name: 'rows', columns: [], indexes: [] }, journal);
  table.rest(10);
  return { journal, table };
}

function drained(table: Table<Row>): Change[] {
  const changes: Change[] = [];
  table.drain(changes);
  return changes;
}

it('writes down that a row at rest was deleted', () => {
  const { table } = restingTable();
  table.delete(7);
  expect(drained(table)).toEqual([['rows', 7, null]]);
});

it.each([
  ['deleted', (table: Table<Row>) => table.delete(7)],
  ['written over', (table: Table<Row>) => table.put({ key: 7, value: 'new' })],
])('leaves a row at rest alone that a command undone has %s', (_what, change) => {
  const { journal, table } = restingTable();
  change(table);
  journal.rollback(0);
  expect(drained(table)).toEqual([]);
  expect(table.missing([7])).toEqual([7]);
});

it('asks again for a value that has no rows when there have been too many of them', async () => {
  const { table } = restingTable();
  table.addIndex('value', ['value'], (row) => row.value);
  const ask = (value: string) => () => table.find('value', { value });
  for (let i = 0; i < 10_000; i++) await table.whole('value', `v${i}`, async () => undefined);
  expect(ask('v0')()).toEqual([]);
  await table.whole('value', 'last', async () => undefined);
  expect(ask('last')()).toEqual([]);
  expect(ask('v0')).toThrow();
});

it('forgets what it knows to be gone when it has too much', () => {
  const { table } = restingTable();
  for (const key of [1, 2, 3]) table.loaded(key, null);
  table.evictBeyond(3);
  expect(table.missing([1, 2, 3])).toEqual([]);
  table.evictBeyond(2);
  expect(table.missing([1, 2, 3])).toEqual([1, 2, 3]);
});
