import { expect, it } from 'vitest';
import { Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import type { Change, TableSpec } from './store.ts';

interface Row {
  key: number;
  name: string;
}
const spec: TableSpec<Row> = {
  name: 'events',
  columns: [{ name: 'name', type: 'text', of: (row) => row.name }],
  indexes: [],
};
const open = () => {
  const journal = new Journal();
  return { journal, ledger: new Ledger(spec, journal) };
};
const drained = (ledger: Ledger<Row>) => {
  const changes: Change[] = [];
  ledger.drain(changes);
  return changes;
};

it('tells each row to the log once, and to the store once', () => {
  const { ledger } = open();
  ledger.add({ key: 1, name: 'a' });
  expect(drained(ledger)).toEqual([['events', 1, { key: 1, name: 'a' }]]);
  ledger.add({ key: 2, name: 'b' });
  expect(drained(ledger)).toEqual([['events', 2, { key: 2, name: 'b' }]]);
  expect(ledger.snapshot()).toEqual({
    table: 'events',
    keys: [1, 2],
    rows: [
      { columns: ['a'], data: '{"key":1,"name":"a"}' },
      { columns: ['b'], data: '{"key":2,"name":"b"}' },
    ],
  });
  expect(ledger.dirtyCount).toBe(0);
  expect(ledger.snapshot().keys).toEqual([]);
});

it('forgets what a command added that is taken back', () => {
  const { journal, ledger } = open();
  const mark = journal.mark();
  ledger.add({ key: 1, name: 'a' });
  journal.rollback(mark);
  expect(drained(ledger)).toEqual([]);
  expect(ledger.snapshot().keys).toEqual([]);
});

it('tells rows read back from the log to the store, not to the log again', () => {
  const { ledger } = open();
  ledger.replay({ key: 1, name: 'a' });
  expect(drained(ledger)).toEqual([]);
  expect(ledger.snapshot().keys).toEqual([1]);
});
