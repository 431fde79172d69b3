// Who asks for the same of many instances, stops it for a time or for good; and whether it has been done: each item
// once, and what is told of them is what has become of them.
import {
  cancelBatchOperation,
  createBatchOperation,
  resumeBatchOperation,
  suspendBatchOperation,
} from '../commands/batchOperations.ts';
import type { Execution } from '../execution.ts';
import type { BatchItem, BatchOperation, BatchPlan } from '../state/rows.ts';
import { sameElements } from './migrations.ts';
import { PROCESSES } from './models/names.ts';
import { TENANT, type World } from './world.ts';

/** Longest list of instances that an operation names. */
const NAMED = 4;
const MANAGE = [suspendBatchOperation, resumeBatchOperation, resumeBatchOperation, cancelBatchOperation];

export class Batches {
  private readonly acknowledged = new Set<number>();

  /** @param created instances that there are or were */
  constructor(
    private readonly world: World,
    private readonly created: ReadonlySet<number>,
  ) {}

  create(): void {
    const { random } = this.world;
    const known = [...this.created];
    if (known.length === 0) return;
    const [kind, id, renew] = [random.int(4), random.pick(PROCESSES), random.chance(0.5)];
    const [from, to] = [random.next(), random.next()];
    const named = Array.from({ length: 1 + random.int(NAMED) }, () => random.pick(known));
    // Who cancels names what is to end, lest nothing be left to look at.
    const byName = kind === 0 || random.chance(0.5);
    this.world.call(
      (x) => {
        const plan = planOf(x, kind, { id, renew, from, to });
        if (plan === undefined) return undefined;
        const condition = byName
          ? { field: 'processInstanceKey', operator: '$in', value: named }
          : { field: 'processDefinitionKey', operator: '$eq', value: latest(x, id)!.key };
        return createBatchOperation(x, plan, { conditions: [condition], variables: [] });
      },
      (key) => {
        if (key !== undefined) this.acknowledged.add(key);
      },
    );
  }

  manage(): void {
    const known = [...this.acknowledged];
    if (known.length === 0) return;
    const [key, command] = [this.world.random.pick(known), this.world.random.pick(MANAGE)];
    this.world.call((x) => command(x, key));
  }

  /** What was stopped for a time goes on. */
  resumeAll(): void {
    for (const { key, state } of this.operations())
      if (state === 'SUSPENDED') this.world.call((x) => resumeBatchOperation(x, key));
  }

  /** Instances whose tokens an operation has moved, or was to. */
  moved(): Set<number> {
    const moving = this.operations().filter(({ plan }) => plan.type === 'MODIFY_PROCESS_INSTANCE');
    const keys = new Set(moving.map(({ key }) => key));
    return new Set(this.items().flatMap(({ batch, pi }) => (keys.has(batch) ? [pi] : [])));
  }

  /** When all is done. */
  check(): void {
    const { wrong } = this.world;
    const operations = this.operations();
    const items = this.items();
    for (const key of this.acknowledged)
      if (!operations.some((one) => one.key === key)) wrong.push(`batch operation ${key} was lost`);
    for (const operation of operations) {
      const { key } = operation;
      this.checkOne(
        operation,
        items.filter(({ batch }) => batch === key),
      );
    }
  }

  private checkOne(operation: BatchOperation, items: readonly BatchItem[]): void {
    const { key, state, plan, total, completed, failed, ended } = operation;
    const wrong = (what: string) => this.world.wrong.push(`batch operation ${key} (${plan.type}) ${what}`);
    const count = (of: BatchItem['state']) => items.filter((item) => item.state === of).length;
    if (ended === undefined) wrong(`stands in state ${state}`);
    if (items.length !== total) wrong(`has ${items.length} items, but says ${total}`);
    if (new Set(items.map(({ item }) => item)).size !== total) wrong('has an item twice');
    if (count('COMPLETED') !== completed || count('FAILED') !== failed)
      wrong(`says ${completed} and ${failed}, but ${count('COMPLETED')} and ${count('FAILED')} items are`);
    if (state === 'COMPLETED' && count('ACTIVE') > 0) wrong('is complete, but not its items');
    for (const item of items) {
      if (item.state === 'FAILED' && !item.error) wrong(`does not say why item ${item.item} failed`);
      if (plan.type === 'CANCEL_PROCESS_INSTANCE' && item.state === 'COMPLETED' && !this.canceled(item.pi))
        wrong(`has canceled instance ${item.pi}, which ended otherwise`);
    }
  }

  private canceled(pi: number): boolean {
    return this.world.store.history.some(({ key, state }) => key === pi && state === 'CANCELED');
  }

  private operations(): BatchOperation[] {
    return this.world.store.rows('batch_operations').map(({ data }) => JSON.parse(data) as BatchOperation);
  }

  private items(): BatchItem[] {
    return this.world.store.rows('batch_items').map(({ data }) => JSON.parse(data) as BatchItem);
  }
}

const latest = (x: Execution, id: string) => x.definitions.latest('process', id, TENANT);

function planOf(
  x: Execution,
  kind: number,
  { id, renew, from, to }: { id: string; renew: boolean; from: number; to: number },
): BatchPlan | undefined {
  const definition = latest(x, id);
  if (definition === undefined) return undefined;
  if (kind === 0) return { type: 'CANCEL_PROCESS_INSTANCE' };
  if (kind === 1) return { type: 'RESOLVE_INCIDENT' };
  const graph = x.definitions.graph(definition.key);
  if (kind === 2)
    return {
      type: 'MIGRATE_PROCESS_INSTANCE',
      target: definition.key,
      mappings: sameElements(graph, renew),
    };
  const inside = graph.nodes.filter((node) => node.scope);
  const some = (part: number) => inside[Math.floor(part * inside.length)]!.id;
  return { type: 'MODIFY_PROCESS_INSTANCE', moves: [{ source: some(from), target: some(to) }] };
}
