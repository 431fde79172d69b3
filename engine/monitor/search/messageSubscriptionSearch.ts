// Message subscriptions that are open: those that were met are not kept.
import { type Kysely, sql } from 'kysely';
import type { MessageSubscription } from '../../state/rows.ts';
import type { Definitions } from '../definitions.ts';
import { named } from '../path.ts';
import type { Page, Query } from './query.ts';
import { column, type Field, number, type SortField, searchTable, text, textColumn } from './tableSearch.ts';

const member = (name: string) => sql`trim(both '"' from engine.json_at(t.data, ${sql.lit(name)}))`;
const element = sql`engine.json_at(t.data, 'el')::bigint`;
const CREATED = sql`'CREATED'`;

const fields = {
  messageSubscriptionKey: column('key'),
  processDefinitionId: { value: member('process') } as Field,
  processInstanceKey: column('pi'),
  elementInstanceKey: { value: element } as Field,
  messageSubscriptionState: { value: CREATED } as Field,
  messageName: column('name'),
  correlationKey: column('correlation_key'),
  tenantId: column('tenant'),
};
const sorts = {
  messageSubscriptionKey: { ...number('key'), always: true } as SortField,
  processDefinitionId: text(member('process')),
  processInstanceKey: number('pi'),
  elementInstanceKey: { type: 'bigint', value: element } as SortField,
  messageSubscriptionState: text(CREATED),
  messageName: textColumn('name'),
  correlationKey: textColumn('correlation_key'),
  tenantId: textColumn('tenant'),
};
export type MessageSubscriptionQuery = Query<keyof typeof fields, keyof typeof sorts>;

export interface FoundMessageSubscription extends Omit<MessageSubscription, 'node'> {
  definition: number;
  elementId: string;
}

export async function searchMessageSubscriptions(
  db: Kysely<unknown>,
  definitions: Definitions,
  query: MessageSubscriptionQuery,
): Promise<Page<FoundMessageSubscription>> {
  const table = {
    from: sql`engine.message_subscriptions t`,
    columns: sql`t.data, (select i.definition from engine.instances i where i.key = t.pi) as definition`,
    fields,
    sorts,
  };
  const page = await searchTable<
    { data: string; definition: string | null },
    keyof typeof fields,
    keyof typeof sorts
  >(db, table, query);
  const rows = page.rows.map(async (row) => {
    const { node, ...subscription } = JSON.parse(row.data) as MessageSubscription;
    const definition = Number(row.definition ?? 0);
    const { elementId } = named(await definitions.graph(definition), node);
    return { ...subscription, definition, elementId };
  });
  return { ...page, rows: await Promise.all(rows) };
}
