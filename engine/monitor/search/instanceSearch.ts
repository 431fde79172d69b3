// Process instances, running and ended, jobs and incidents as people look for them.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Incident, Job } from '../../state/rows.ts';
import type { Page, Query } from './query.ts';
import { column, type Field, number, type SortField, searchTable, type Table, text } from './tableSearch.ts';
import { testVariable, type VariableCondition } from './variableConditions.ts';

/** A member of the row's JSON, which may hold what PostgreSQL's text cannot. */
const member = (name: string) => sql`trim(both '"' from engine.json_at(t.data, ${sql.lit(name)}))`;
const memberKey = (name: string) => sql`engine.json_at(t.data, ${sql.lit(name)})::bigint`;
const always = (name: string): SortField => ({ ...number(name), always: true });
const bigint = (value: RawBuilder<unknown>): SortField => ({ type: 'bigint', value });

/** A member of what the definition says of itself. */
const ofDefinition = (name: string) =>
  sql`(select trim(both '"' from engine.json_at(r.data, ${sql.lit(name)}))
    from engine.resources r where r.key = t.definition)`;
const definitionSorts = {
  processDefinitionId: text(ofDefinition('id')),
  processDefinitionName: text(ofDefinition('name')),
  processDefinitionVersion: bigint(sql`${ofDefinition('version')}::bigint`),
  processDefinitionVersionTag: text(ofDefinition('versionTag')),
  tenantId: text(ofDefinition('tenant')),
};

export interface FoundInstance {
  key: number;
  definition: number;
  /** 0: none. */
  parent: number;
  started: number;
  ended: number | null;
  /** ACTIVE, or as in history: COMPLETED, CANCELED. */
  state: string;
  incident: boolean;
}

const instanceFields = {
  processInstanceKey: column('key'),
  processDefinitionKey: column('definition'),
  parentProcessInstanceKey: { value: sql.ref('t.parent'), none: 0 } as Field,
  startDate: column('started'),
  endDate: column('ended'),
  state: column('state'),
  hasIncident: column('incident'),
};
const instanceSorts = {
  ...definitionSorts,
  processInstanceKey: always('key'),
  processDefinitionKey: number('definition'),
  parentProcessInstanceKey: bigint(sql`nullif(t.parent, 0)`),
  /** Keys ascend with time. */
  startDate: always('key'),
  endDate: number('ended'),
  state: text(sql`t.state`),
  hasIncident: bigint(sql`t.incident::integer`),
};
export type InstanceField = keyof typeof instanceFields;
export interface InstanceQuery extends Query<InstanceField, keyof typeof instanceSorts> {
  variables?: VariableCondition[];
}

export const instances: Table<InstanceField, keyof typeof instanceSorts> = {
  from: sql`(select key, definition, parent, started, null::bigint as ended, 'ACTIVE' as state,
      exists (select from engine.incidents i where i.pi = running.key) as incident from engine.instances running
    union all
    select key, definition, parent, started, ended, state, false from engine.history) t`,
  columns: sql`t.*`,
  fields: instanceFields,
  sorts: instanceSorts,
};

type Stored<T> = { [K in keyof T]: T[K] extends number | null ? string | T[K] : T[K] };

export async function searchInstances(
  db: Kysely<unknown>,
  query: InstanceQuery,
): Promise<Page<FoundInstance>> {
  const page = await searchTable<Stored<FoundInstance>, InstanceField, keyof typeof instanceSorts>(
    db,
    instances,
    query,
    query.variables?.map((condition) => testVariable(condition, sql.ref('t.key'))),
  );
  return {
    ...page,
    rows: page.rows.map(({ key, definition, parent, started, ended, state, incident }) => ({
      key: Number(key),
      definition: Number(definition),
      parent: Number(parent),
      started: Number(started),
      ended: ended === null ? null : Number(ended),
      state,
      incident,
    })),
  };
}

const incidentFields = {
  incidentKey: column('key'),
  processInstanceKey: column('pi'),
  processDefinitionKey: column('definition'),
  elementInstanceKey: { value: memberKey('el') } as Field,
  jobKey: { value: memberKey('job'), none: 0 } as Field,
  errorType: { value: member('type') } as Field,
  errorMessage: { value: member('message') } as Field,
  elementId: { value: member('elementId') } as Field,
  creationTime: { value: memberKey('at') } as Field,
  /** All that are kept are open. */
  state: { value: sql`'ACTIVE'` } as Field,
};
const incidentSorts = {
  ...definitionSorts,
  incidentKey: always('key'),
  processInstanceKey: number('pi'),
  processDefinitionKey: number('definition'),
  elementInstanceKey: bigint(memberKey('el')),
  jobKey: bigint(memberKey('job')),
  errorType: text(member('type')),
  errorMessage: text(member('message')),
  elementId: text(member('elementId')),
  creationTime: bigint(memberKey('at')),
  state: text(sql`'ACTIVE'`),
};
export type IncidentField = keyof typeof incidentFields;
export type IncidentQuery = Query<IncidentField, keyof typeof incidentSorts>;

export async function searchIncidents(db: Kysely<unknown>, query: IncidentQuery): Promise<Page<Incident>> {
  const table = {
    from: sql`engine.incidents t`,
    columns: sql`t.data`,
    fields: incidentFields,
    sorts: incidentSorts,
  };
  const page = await searchTable<{ data: string }, IncidentField, keyof typeof incidentSorts>(
    db,
    table,
    query,
  );
  return { ...page, rows: page.rows.map(({ data }) => JSON.parse(data) as Incident) };
}

/** JobStateEnum. */
const jobState = sql`case when t.state < 2 then 'CREATED'
  when exists (select from engine.incidents i where i.key = ${memberKey('incident')}
    and engine.json_at(i.data, 'type') = '"UNHANDLED_ERROR_EVENT"') then 'ERROR_THROWN'
  else 'FAILED' end`;
const jobFields = {
  jobKey: column('key'),
  processInstanceKey: column('pi'),
  type: column('type'),
  deadline: column('due'),
  processDefinitionKey: { value: memberKey('definition') } as Field,
  elementInstanceKey: { value: memberKey('el') } as Field,
  retries: { value: memberKey('retries') } as Field,
  worker: { value: member('worker') } as Field,
  state: { value: jobState } as Field,
};
const jobSorts = {
  jobKey: always('key'),
  processInstanceKey: number('pi'),
  type: text(sql`t.type`),
  deadline: number('due'),
  processDefinitionKey: bigint(memberKey('definition')),
  elementInstanceKey: bigint(memberKey('el')),
  retries: bigint(memberKey('retries')),
  worker: text(member('worker')),
  state: text(jobState),
};
export type JobField = keyof typeof jobFields;
export type JobQuery = Query<JobField, keyof typeof jobSorts>;
export type FoundJob = { job: Job; state: string; incident: Incident | undefined };

/** Jobs that are to be done: those done are not kept. */
export async function searchJobs(db: Kysely<unknown>, query: JobQuery): Promise<Page<FoundJob>> {
  const table = {
    from: sql`engine.jobs t`,
    columns: sql`t.data, ${jobState} as state,
      (select i.data from engine.incidents i where i.key = ${memberKey('incident')}) as incident`,
    fields: jobFields,
    sorts: jobSorts,
  };
  type Row = { data: string; state: string; incident: string | null };
  const page = await searchTable<Row, JobField, keyof typeof jobSorts>(db, table, query);
  return {
    ...page,
    rows: page.rows.map(({ data, state, incident }) => ({
      job: JSON.parse(data) as Job,
      state,
      incident: incident === null ? undefined : (JSON.parse(incident) as Incident),
    })),
  };
}
