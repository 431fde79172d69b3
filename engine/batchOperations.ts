// Brings batch operations to their end, also those that were under way when the engine stopped: chooses what each is
// about by a search of the read side, then runs its items, one operation after the other.
import { chooseItems, failBatchOperation, failItem, runItem } from './commands/batchOperations.ts';
import { Rejection } from './errors.ts';
import type { InstanceFilter } from './monitor/search/instanceConditions.ts';
import type { Searches } from './monitor/search/searches.ts';
import type { Processor } from './processor.ts';
import type { BatchItem, BatchOperation } from './state/rows.ts';

type Chosen = Pick<BatchItem, 'item' | 'pi'>;

/** The search of the read side, as far as items are chosen by it. */
export interface ItemSearch {
  instances(query: Parameters<Searches['instances']>[0]): Promise<{ rows: { key: number }[] }>;
  incidents(query: Parameters<Searches['incidents']>[0]): Promise<{ rows: { key: number; pi: number }[] }>;
}

export interface BatchOptions {
  processor: Processor;
  search: ItemSearch;
  onError: (error: unknown) => void;
}

const PAGE = 1_000;
const MAX_INCIDENTS = 10_000;
const ITEMS = 200;
/** What cannot be done now is tried again after so many ms. */
const RETRY = 1_000;
/** PostgreSQL's query_canceled: the search takes too long. */
const TOO_LONG = '57014';

export class BatchOperations {
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private cancelRetry: () => void = () => undefined;

  constructor(private readonly options: BatchOptions) {}

  /** There may be something to do. */
  wake(): void {
    if (this.stopped) return;
    this.again = true;
    this.running ??= this.run().finally(() => {
      this.running = undefined;
      if (this.again) this.wake();
    });
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.again = false;
    this.cancelRetry();
    await this.running;
  }

  private async run(): Promise<void> {
    this.again = false;
    try {
      while (!this.stopped) {
        const [open] = await this.options.processor.stored('batch_operations', { open: 1 }, 1);
        if (open === undefined) return;
        await this.advance(JSON.parse(open.data) as BatchOperation);
      }
    } catch (error) {
      if (!isPassing(error)) this.options.onError(error);
      if (!this.stopped) this.cancelRetry = this.options.processor.after(RETRY, () => this.wake());
    }
  }

  private async advance(operation: BatchOperation): Promise<void> {
    if (operation.chosen) await this.runItems(operation.key);
    else await this.choose(operation);
  }

  private async choose(operation: BatchOperation): Promise<void> {
    const { processor, search } = this.options;
    const { key, plan, chosenUpTo } = operation;
    const filter = operation.filter as InstanceFilter;
    try {
      const { rows } = await search.instances({
        ...filter,
        conditions: [...filter.conditions, ...required(plan.type)],
        sort: [],
        limit: PAGE,
        page: { after: [chosenUpTo] },
      });
      const instances = rows.map((row) => row.key);
      const items =
        plan.type === 'RESOLVE_INCIDENT'
          ? await this.incidentsOf(instances)
          : instances.map((pi) => ({ item: pi, pi }));
      const more = { upTo: instances.at(-1) ?? chosenUpTo, last: instances.length < PAGE };
      await processor.submit((x) => chooseItems(x, key, items, more));
    } catch (error) {
      if ((error as { code?: unknown }).code !== TOO_LONG) throw error;
      await processor.submit((x) => failBatchOperation(x, key, 'The search of its filter took too long'));
    }
  }

  private async incidentsOf(instances: number[]): Promise<Chosen[]> {
    const chosen: Chosen[] = [];
    let after = 0;
    for (;;) {
      const { rows } = await this.options.search.incidents({
        conditions: [
          { field: 'processInstanceKey', operator: '$in', value: instances },
          { field: 'state', operator: '$eq', value: 'ACTIVE' },
        ],
        sort: [],
        limit: MAX_INCIDENTS,
        page: { after: [after] },
      });
      chosen.push(...rows.map(({ key, pi }) => ({ item: key, pi })));
      if (rows.length < MAX_INCIDENTS) return chosen;
      after = rows.at(-1)!.key;
    }
  }

  /** @throws Rejection when the engine takes no commands now */
  private async runItems(batch: number): Promise<void> {
    const { processor } = this.options;
    const items = await processor.stored('batch_items', { batch, state: 'ACTIVE' }, ITEMS);
    await Promise.all(
      items.map(({ key }) =>
        processor
          .submit((x) => runItem(x, key))
          .catch((error: unknown) => {
            if (isPassing(error)) throw error;
            return processor.submit((x) => failItem(x, key, messageOf(error)));
          }),
      ),
    );
  }
}

/** Whatever the filter says: only what runs, and of calls only the outermost can be canceled. */
function required(type: BatchOperation['plan']['type']): InstanceFilter['conditions'] {
  return [
    { field: 'state', operator: '$eq', value: 'ACTIVE' },
    ...(type === 'CANCEL_PROCESS_INSTANCE'
      ? [{ field: 'parentProcessInstanceKey', operator: '$exists', value: false } as const]
      : []),
    ...(type === 'RESOLVE_INCIDENT' ? [{ field: 'hasIncident', operator: '$eq', value: true } as const] : []),
  ];
}

/** It says nothing of the command: the engine reads its state anew, or has too much to do. */
const isPassing = (error: unknown): boolean =>
  error instanceof Rejection && (error.code === 'UNAVAILABLE' || error.code === 'RESOURCE_EXHAUSTED');

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
