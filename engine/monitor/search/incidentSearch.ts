// Incidents, open and resolved.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Incident } from '../../state/rows.ts';
import { definitionSorts } from './definitionConditions.ts';
import type { Page, Query } from './query.ts';
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

const fields = {
  incidentKey: column('key'),
  processInstanceKey: column('pi'),
  processDefinitionKey: column('definition'),
  elementInstanceKey: { value: memberKey('el') } as Field,
  jobKey: { value: memberKey('job'), none: 0 } as Field,
  errorType: { value: member('type') } as Field,
  errorMessage: { value: member('message') } as Field,
  elementId: { value: member('elementId') } as Field,
  creationTime: { value: memberKey('at') } as Field,
  state: column('state'),
};
const sorts = {
  ...definitionSorts(sql`t.definition`),
  incidentKey: { ...number('key'), always: true } as SortField,
  processInstanceKey: number('pi'),
  processDefinitionKey: number('definition'),
  elementInstanceKey: bigint(memberKey('el')),
  jobKey: bigint(memberKey('job')),
  errorType: text(member('type')),
  errorMessage: text(member('message')),
  elementId: text(member('elementId')),
  creationTime: bigint(memberKey('at')),
  state: textColumn('state'),
};
export type IncidentField = keyof typeof fields;
export type IncidentQuery = Query<IncidentField, keyof typeof sorts>;

export interface FoundIncident extends Incident {
  state: 'ACTIVE' | 'RESOLVED';
}

/** @param where more conditions on `t` */
export async function searchIncidents(
  db: Kysely<unknown>,
  query: IncidentQuery,
  where: RawBuilder<unknown>[] = [],
): Promise<Page<FoundIncident>> {
  const table = {
    from: sql`(select key, pi, definition, data, 'ACTIVE' as state from engine.incidents
      union all select key, pi, definition, data, 'RESOLVED' from engine.resolved_incidents) t`,
    columns: sql`t.data, t.state`,
    fields,
    sorts,
  };
  type Row = { data: string; state: FoundIncident['state'] };
  const page = await searchTable<Row, IncidentField, keyof typeof sorts>(db, table, query, where);
  return {
    ...page,
    rows: page.rows.map(({ data, state }) => ({ ...(JSON.parse(data) as Incident), state })),
  };
}
