// The whole state of the partition and what has changed in it since it was last written.

import { Instances } from './instances.ts';
import { Journal } from './journal.ts';
import { Ledger } from './ledger.ts';
import type { Resident } from './resident.ts';
import type { ElementInstance } from './rows.ts';
import type { Change, Checkpoint, HistoryRow } from './store.ts';
import { Table } from './table.ts';
import * as specs from './tables.ts';

/** Zeebe's keys carry the partition in the high bits; partition 1 of one. */
export const PARTITION_BASE = 2 ** 51;

export class State {
  readonly journal = new Journal();
  readonly instances = new Instances(this.journal);
  readonly jobs = new Table(specs.jobs, this.journal);
  readonly timers = new Table(specs.timers, this.journal).addIndex('start', ['definition', 'pi'], (t) =>
    t.el === 0 ? `${t.definition}\0${t.pi}` : undefined,
  );
  readonly messages = new Table(specs.messages, this.journal).addIndex(
    'name',
    ['tenant', 'name', 'correlation_key'],
    (m) => `${m.tenant}\0${m.name}\0${m.correlationKey}`,
  );
  readonly messageSubscriptions = new Table(specs.messageSubscriptions, this.journal).addIndex(
    'name',
    ['tenant', 'name', 'correlation_key'],
    (s) => `${s.tenant}\0${s.name}\0${s.correlationKey}`,
  );
  readonly signalSubscriptions = new Table(specs.signalSubscriptions, this.journal).addIndex(
    'name',
    ['tenant', 'name'],
    (s) => `${s.tenant}\0${s.name}`,
  );
  readonly incidents = new Table(specs.incidents, this.journal);
  readonly startLocks = new Table(specs.startLocks, this.journal).addIndex(
    'process',
    ['tenant', 'process', 'correlation_key'],
    (l) => `${l.tenant}\0${l.process}\0${l.correlationKey}`,
  );
  readonly userTasks = new Table(specs.userTasks, this.journal);
  readonly loopItems = new Table(specs.loopItems, this.journal);
  readonly continuations = new Table(specs.continuations, this.journal);
  readonly batchOperations = new Table(specs.batchOperations, this.journal);
  readonly batchItems = new Table(specs.batchItems, this.journal);
  readonly clock = new Table(specs.clock, this.journal);
  readonly resources = new Table(specs.resources, this.journal);
  readonly tables = [
    this.jobs,
    this.timers,
    this.messages,
    this.messageSubscriptions,
    this.signalSubscriptions,
    this.incidents,
    this.startLocks,
    this.userTasks,
    this.loopItems,
    this.batchOperations,
    this.batchItems,
    this.continuations,
    this.clock,
    this.resources,
  ] as unknown as Table<{ key: number }>[];
  readonly decisionInstances = new Ledger(specs.decisionInstances, this.journal);
  readonly correlations = new Ledger(specs.correlations, this.journal);
  readonly resolvedIncidents = new Ledger(specs.resolvedIncidents, this.journal);
  private readonly ledgers = [
    this.decisionInstances,
    this.correlations,
    this.resolvedIncidents,
  ] as unknown as Ledger<{ key: number }>[];
  private readonly byName = new Map(this.tables.map((table) => [table.name, table]));

  /** Bodies of resources, until the store has them. */
  private bodies = new Map<number, string>();
  private newBodies: number[] = [];
  private history: HistoryRow[] = [];
  private drainedHistory = 0;
  counter = 1;
  private storedUpTo = 0;

  nextKey(): number {
    return PARTITION_BASE + this.counter++;
  }

  table(name: string): Table<{ key: number }> {
    return this.byName.get(name)!;
  }

  finish(row: HistoryRow): void {
    this.history.push(row);
    this.journal.push(() => this.history.pop());
  }

  putBody(key: number, body: string): void {
    this.bodies.set(key, body);
    this.newBodies.push(key);
    this.journal.push(() => {
      this.bodies.delete(key);
      this.newBodies.pop();
    });
  }

  /** The text of a resource that is in memory. */
  body(key: number): string | undefined {
    return this.bodies.get(key);
  }

  /** Everything changed since the last call, or undefined when nothing did. */
  drain(): string | undefined {
    const changes: Change[] = [];
    for (const key of this.newBodies) changes.push(['body', key, this.bodies.get(key)]);
    this.newBodies = [];
    this.instances.drain(changes);
    for (const rows of [...this.tables, ...this.ledgers]) rows.drain(changes);
    for (; this.drainedHistory < this.history.length; this.drainedHistory++)
      changes.push(['history', this.history[this.drainedHistory]]);
    if (changes.length === 0) return undefined;
    return JSON.stringify({ counter: this.counter, changes });
  }

  replay(data: string): void {
    const { counter, changes } = JSON.parse(data) as { counter: number; changes: Change[] };
    this.counter = counter;
    for (const change of changes) {
      const [kind, key] = change as [string, number];
      if (
        kind === 'element' ||
        kind === 'variable' ||
        kind === 'path' ||
        kind === 'repath' ||
        kind === 'instance'
      )
        this.instances.replay(change);
      else if (kind === 'history') {
        this.history.push(change[1] as HistoryRow);
        this.drainedHistory++;
      } else if (kind === 'body') this.bodies.set(key, change[2] as string);
      else this.replayRow(kind, key, change[2] as { key: number } | null);
    }
    this.journal.clear();
  }

  private replayRow(name: string, key: number, row: { key: number } | null): void {
    const ledger = this.ledgers.find((each) => each.name === name);
    if (ledger === undefined) this.table(name).replay(key, row);
    else if (row !== null) ledger.replay(row);
  }

  get dirtyCount(): number {
    let count = this.instances.dirtyCount + this.history.length + this.bodies.size;
    for (const rows of [...this.tables, ...this.ledgers]) count += rows.dirtyCount;
    return count;
  }

  /** Everything the store lacks. Call right after `drain`, so that it stands for `position`. */
  snapshot(position: number, describe: Describe): Checkpoint {
    const tables = [
      ...this.instances.snapshot(this.storedUpTo, describe.instance, describe.element),
      ...this.tables.map((table) => table.snapshot(this.storedUpTo)),
      ...this.ledgers.map((ledger) => ledger.snapshot()),
    ].filter((change) => change.keys.length > 0);
    const { history } = this;
    this.history = [];
    this.drainedHistory = 0;
    this.storedUpTo = PARTITION_BASE + this.counter;
    return {
      position,
      counter: this.counter,
      tables,
      history,
      bodies: [...this.bodies].map(([key, body]) => ({ key, body })),
    };
  }

  stored(checkpoint: Checkpoint): void {
    this.instances.stored();
    for (const table of this.tables) table.stored();
    for (const { key } of checkpoint.bodies) this.bodies.delete(key);
  }

  /** The store has rows made before `counter`. */
  rest(counter: number, counts: Record<string, number>): void {
    const upTo = PARTITION_BASE + counter;
    this.counter = counter;
    this.storedUpTo = upTo;
    if ((counts.instances ?? 0) > 0) this.instances.rest(upTo);
    for (const table of this.tables) if ((counts[table.name] ?? 0) > 0) table.rest(upTo);
  }

  /** Keeps memory bounded: forgets instances beyond `keep` with what hangs on them. */
  evict(keep: number): void {
    for (const resident of this.instances.evict(keep)) {
      for (const element of resident.elements.values()) this.evictOf(element);
    }
    for (const table of [this.messages, this.startLocks, this.batchOperations]) table.evictBeyond(keep);
    const { jobs, timers, incidents, userTasks, loopItems, batchItems } = this;
    for (const table of [jobs, timers, incidents, userTasks, loopItems, batchItems])
      table.evictBeyond(keep * 4);
  }

  private evictOf(element: ElementInstance): void {
    if (element.job !== undefined) this.jobs.evict(element.job);
    if (element.incident !== undefined) this.incidents.evict(element.incident);
    if (element.userTask !== undefined) this.userTasks.evict(element.userTask);
    if (element.body?.kept) this.loopItems.evict(element.key);
    for (const sub of element.subs ?? []) {
      if (sub.kind === 'timer') this.timers.evict(sub.key);
      else if (sub.kind === 'message') this.messageSubscriptions.evict(sub.key);
      else this.signalSubscriptions.evict(sub.key);
    }
  }
}

/** What the columns of an instance and of an element instance hold. */
export interface Describe {
  instance: (resident: Resident) => (number | string | null)[];
  element: (element: ElementInstance) => (number | string | null)[];
}
