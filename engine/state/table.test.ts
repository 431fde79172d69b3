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
