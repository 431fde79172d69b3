// The read side of a run, as far as batch operations choose their items by it: it sees what is in the tables.
import type { ItemSearch } from '../batchOperations.ts';
import type { Incident } from '../state/rows.ts';
import type { SimSession } from './simSession.ts';

type Query = Parameters<ItemSearch['instances']>[0];

export class SimSearch implements ItemSearch {
  constructor(private readonly session: SimSession) {}

  async instances({ conditions, page, limit }: Query): Promise<{ rows: { key: number }[] }> {
    const where: Record<string, number> = {};
    for (const { field, operator, value } of conditions)
      if (field === 'processDefinitionKey' && operator === '$eq') where.definition = Number(value);
      else if (field === 'parentProcessInstanceKey') where.parent = 0;
    const found = await this.session.byColumns('instances', where, Number.MAX_SAFE_INTEGER, after(page));
    const stopped = new Set((await this.open()).map(({ pi }) => pi));
    const rows = found.filter(({ key }) =>
      conditions.every(({ field, value }) => {
        if (field === 'hasIncident') return stopped.has(key);
        return field !== 'processInstanceKey' || (value as number[]).includes(key);
      }),
    );
    return { rows: rows.slice(0, limit) };
  }

  async incidents({ conditions, page }: Parameters<ItemSearch['incidents']>[0]): Promise<{
    rows: { key: number; pi: number }[];
  }> {
    const instances = conditions[0]!.value as number[];
    const open = await this.open(after(page));
    return { rows: open.filter(({ pi }) => instances.includes(pi)) };
  }

  private async open(from = 0): Promise<Incident[]> {
    const found = await this.session.byColumns('incidents', {}, Number.MAX_SAFE_INTEGER, from);
    return found.map(({ data }) => JSON.parse(data) as Incident);
  }
}

const after = (page: Query['page']): number => ('after' in page ? Number(page.after[0]) : 0);
