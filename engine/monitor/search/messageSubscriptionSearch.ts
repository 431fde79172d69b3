// Message subscriptions that are open: those that were met are not kept.
import { type Kysely, sql } from 'kysely';
import type { MessageSubscription } from '../../state/rows.ts';
import type { Definitions } from '../definitions.ts';
import { named } from '../path.ts';
import { among, nodesWhere } from './nodes.ts';
import type { Condition, Page, Query } from './query.ts';
import { fits } from './rowSearch.ts';
import {
  bigint,
  column,
  type Field,
  member,
  memberKey,
  number,
  type SortField,
  searchTable,
  text,
  textColumn,
} from './tableSearch.ts';

const element = memberKey('el');
const updated = memberKey('at');
const CREATED = sql`'CREATED'`;
const definition = sql`(select i.definition from engine.instances i where i.key = t.pi)`;

const fields = {
  messageSubscriptionKey: column('key'),
  processDefinitionId: { value: member('process') } as Field,
  processInstanceKey: column('pi'),
  elementInstanceKey: { value: element } as Field,
  lastUpdatedDate: { value: updated } as Field,
  messageSubscriptionState: { value: CREATED } as Field,
  messageName: column('name'),
  correlationKey: column('correlation_key'),
  tenantId: column('tenant'),
};
const sorts = {
  messageSubscriptionKey: { ...number('key'), always: true } as SortField,
  processDefinitionId: text(member('process')),
  processInstanceKey: number('pi'),
  elementInstanceKey: bigint(element),
  lastUpdatedDate: bigint(updated),
  messageSubscriptionState: text(CREATED),
  messageName: textColumn('name'),
  correlationKey: textColumn('correlation_key'),
  tenantId: textColumn('tenant'),
};
export type MessageSubscriptionQuery = Query<keyof typeof fields | 'elementId', keyof typeof sorts>;

export interface FoundMessageSubscription extends Omit<MessageSubscription, 'node'> {
  definition: number;
  elementId: string;
}

/** @throws {Rejection} too many definitions to look through */
export async function searchMessageSubscriptions(
  db: Kysely<unknown>,
  definitions: Definitions,
  query: MessageSubscriptionQuery,
): Promise<Page<FoundMessageSubscription>> {
  const table = {
    from: sql`engine.message_subscriptions t`,
    columns: sql`t.data, ${definition} as definition`,
    fields,
    sorts,
  };
  const ofElement = query.conditions.filter(({ field }) => field === 'elementId');
  const conditions = query.conditions.filter(
    (condition): condition is Condition<keyof typeof fields> => condition.field !== 'elementId',
  );
  const isOne = ({ id }: { id: string }) => ofElement.every((condition) => fits(id, condition));
  const where =
    ofElement.length === 0
      ? []
      : [among(definition, sql`${memberKey('node')}::integer`, await nodesWhere(definitions, [], isOne))];
  const page = await searchTable<
    { data: string; definition: string | null },
    keyof typeof fields,
    keyof typeof sorts
  >(db, table, { ...query, conditions }, where);
  const rows = page.rows.map(async (row) => {
    const { node, ...subscription } = JSON.parse(row.data) as MessageSubscription;
    const key = Number(row.definition ?? 0);
    const { elementId } = named(await definitions.graph(key), node);
    return { ...subscription, definition: key, elementId };
  });
  return { ...page, rows: await Promise.all(rows) };
}
