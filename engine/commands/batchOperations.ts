// Batch operations: the same command on each of many process instances or incidents, one item at a time. What they are
// about is chosen, and the items are run, by engine/batchOperations.ts; each step here is one command of its own.
import { reject } from '../errors.ts';
import type { Execution } from '../execution.ts';
import type { BatchItem, BatchOperation, BatchPlan } from '../state/rows.ts';
import { cancelProcessInstance } from './cancelProcessInstance.ts';
import { resolveIncident } from './incidents.ts';
import { migrateProcessInstance } from './migrateProcessInstance.ts';
import { moveElements } from './modification/move.ts';

type State = BatchOperation['state'];

/** @param filter what chooses the process instances */
export function createBatchOperation(
  x: Execution,
  plan: BatchPlan,
  filter: BatchOperation['filter'],
): number {
  const key = x.key();
  x.state.batchOperations.put({
    key,
    plan,
    state: 'CREATED',
    filter,
    chosenUpTo: 0,
    chosen: false,
    total: 0,
    completed: 0,
    failed: 0,
    at: x.now,
  });
  x.effects.push({ kind: 'batch' });
  x.record('BATCH_OPERATION_CREATION', 'CREATED', key);
  return key;
}

export const suspendBatchOperation = (x: Execution, key: number): void =>
  manage(x, key, 'SUSPEND', ['CREATED', 'ACTIVE'], () => 'SUSPENDED');
export const cancelBatchOperation = (x: Execution, key: number): void =>
  manage(x, key, 'CANCEL', ['CREATED', 'ACTIVE', 'SUSPENDED'], () => 'CANCELED');
export function resumeBatchOperation(x: Execution, key: number): void {
  manage(x, key, 'RESUME', ['SUSPENDED'], ({ chosen }) => (chosen ? 'ACTIVE' : 'CREATED'));
  x.effects.push({ kind: 'batch' });
}

function manage(
  x: Execution,
  key: number,
  intent: 'SUSPEND' | 'CANCEL' | 'RESUME',
  from: readonly State[],
  to: (operation: BatchOperation) => State,
): void {
  const operation = x.state.batchOperations.get(key);
  const expected = `Expected to ${intent.toLowerCase()} a batch operation with key '${key}', but`;
  if (operation === undefined) reject('NOT_FOUND', intent, `${expected} no such batch operation was found`);
  if (!from.includes(operation.state))
    reject('FAILED_PRECONDITION', intent, `${expected} it is in state '${operation.state}'`);
  change(x, { ...operation, state: to(operation) });
}

/** More of what it is about. @param upTo the last instance that was looked at @param last there are no more */
export function chooseItems(
  x: Execution,
  key: number,
  items: readonly Pick<BatchItem, 'item' | 'pi'>[],
  { upTo, last }: { upTo: number; last: boolean },
): void {
  const operation = x.state.batchOperations.get(key);
  if (operation?.state !== 'CREATED') return;
  for (const item of items) x.state.batchItems.put({ key: x.key(), batch: key, state: 'ACTIVE', ...item });
  change(x, {
    ...operation,
    state: last ? 'ACTIVE' : 'CREATED',
    chosenUpTo: upTo,
    chosen: last,
    total: operation.total + items.length,
  });
}

/** The instances cannot be chosen. */
export function failBatchOperation(x: Execution, key: number, error: string): void {
  const operation = x.state.batchOperations.get(key);
  if (operation?.state === 'CREATED') change(x, { ...operation, state: 'FAILED', error });
}

/** Runs an item, unless the operation has been suspended or canceled. @throws Rejection of the item's command */
export function runItem(x: Execution, key: number): void {
  const found = open(x, key);
  if (found === undefined) return;
  const { item, operation } = found;
  command(x, operation.plan, item);
  settle(x, operation, { ...item, state: 'COMPLETED', at: x.now });
}

/** The item's command was refused. */
export function failItem(x: Execution, key: number, error: string): void {
  const found = open(x, key);
  if (found) settle(x, found.operation, { ...found.item, state: 'FAILED', at: x.now, error });
}

function command(x: Execution, plan: BatchPlan, { item }: BatchItem): void {
  switch (plan.type) {
    case 'CANCEL_PROCESS_INSTANCE':
      cancelProcessInstance(x, item);
      break;
    case 'RESOLVE_INCIDENT':
      resolveIncident(x, item);
      break;
    case 'MIGRATE_PROCESS_INSTANCE':
      migrateProcessInstance(x, { key: item, target: plan.target, mappings: plan.mappings });
      break;
    case 'MODIFY_PROCESS_INSTANCE':
      moveElements(x, item, plan.moves);
  }
}

function open(x: Execution, key: number): { item: BatchItem; operation: BatchOperation } | undefined {
  const item = x.state.batchItems.get(key);
  const operation = item && x.state.batchOperations.get(item.batch);
  return item?.state === 'ACTIVE' && operation?.state === 'ACTIVE' ? { item, operation } : undefined;
}

function settle(x: Execution, operation: BatchOperation, item: BatchItem): void {
  x.state.batchItems.put(item);
  const count = item.state === 'COMPLETED' ? 'completed' : 'failed';
  change(x, { ...operation, [count]: operation[count] + 1 });
}

const ENDED: readonly State[] = ['CANCELED', 'COMPLETED', 'FAILED'];

/** It is complete once each of its items is. */
function change(x: Execution, operation: BatchOperation): void {
  const { completed, failed, total, chosen } = operation;
  const done = operation.state === 'ACTIVE' && chosen && completed + failed === total;
  const state = done ? 'COMPLETED' : operation.state;
  x.state.batchOperations.put({ ...operation, state, ...(ENDED.includes(state) && { ended: x.now }) });
  x.record('BATCH_OPERATION', state, operation.key);
}
