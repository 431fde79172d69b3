// Process instances, running and ended, as people look for them.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { isHeld } from '../held.ts';
import { definitionSorts } from './definitionConditions.ts';
import type { Page, Query } from './query.ts';
import {
  bigint,
  column,
  type Field,
  number,
  type SortField,
  searchTable,
  type Table,
  text,
} from './tableSearch.ts';

export interface FoundInstance {
  key: number;
  definition: number;
  /** Process instance and element instance that called it; 0: none. */
  parent: number;
  parentElement: number;
  started: number;
  ended: number | null;
  /** ACTIVE, or as in history: COMPLETED, CANCELED. */
  state: string;
  incident: boolean;
  tags: string[];
}

/** What the root of a running instance says, and the history of one that has ended. */
const fact = (ofRoot: string[], ofHistory: string) => sql`coalesce(
  (select engine.json_at(i.data, 'e', '0', 'root', ${sql.join(ofRoot.map(sql.lit))})
    from engine.instances i where i.key = t.key),
  (select engine.json_at(h.data, ${sql.lit(ofHistory)}) from engine.history h where h.key = t.key))`;
const parentElement = sql`${fact(['parent', 'key'], 'parentElement')}::bigint`;
const tags = sql`array(select json_array_elements_text(${fact(['tags'], 'tags')}::json))`;

export const instanceFields = {
  processInstanceKey: column('key'),
  processDefinitionKey: column('definition'),
  parentProcessInstanceKey: { value: sql.ref('t.parent'), none: 0 } as Field,
  parentElementInstanceKey: { value: parentElement } as Field,
  startDate: column('started'),
  endDate: column('ended'),
  state: column('state'),
  hasIncident: column('incident'),
  tags: { value: tags, list: true } as Field,
};
const always = (name: string): SortField => ({ ...number(name), always: true });
const sorts = {
  ...definitionSorts(sql`t.definition`),
  processInstanceKey: always('key'),
  processDefinitionKey: number('definition'),
  parentProcessInstanceKey: bigint(sql`nullif(t.parent, 0)`),
  parentElementInstanceKey: bigint(parentElement),
  /** Keys ascend with time. */
  startDate: always('key'),
  endDate: number('ended'),
  state: text(sql`t.state`),
  hasIncident: bigint(sql`t.incident::integer`),
};
export type InstanceColumn = keyof typeof instanceFields;
export type InstanceSort = keyof typeof sorts;
export type InstanceQuery = Query<InstanceColumn, InstanceSort>;

export const instances: Table<InstanceColumn, InstanceSort> = {
  from: sql`(select key, definition, parent, started, null::bigint as ended, 'ACTIVE' as state,
      ${isHeld(sql.ref('running.key'))} as incident from engine.instances running
    union all
    select key, definition, parent, started, ended, state, false from engine.history) t`,
  columns: sql`t.*, ${parentElement} as "parentElement", ${tags} as tags`,
  fields: instanceFields,
  sorts,
};

type Stored = {
  [K in keyof FoundInstance]: FoundInstance[K] extends number | null ? string | null : FoundInstance[K];
};

/** @param where more conditions on `t` */
export async function searchInstances(
  db: Kysely<unknown>,
  query: InstanceQuery,
  where: RawBuilder<unknown>[] = [],
): Promise<Page<FoundInstance>> {
  const page = await searchTable<Stored, InstanceColumn, InstanceSort>(db, instances, query, where);
  return {
    ...page,
    rows: page.rows.map((row) => ({
      key: Number(row.key),
      definition: Number(row.definition),
      parent: Number(row.parent),
      parentElement: Number(row.parentElement),
      started: Number(row.started),
      ended: row.ended === null ? null : Number(row.ended),
      state: row.state,
      incident: row.incident,
      tags: row.tags,
    })),
  };
}
