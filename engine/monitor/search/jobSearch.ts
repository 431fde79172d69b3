// Jobs as people look for them: those that are to be done, for those done are not kept.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { ExecutableProcess } from '../../model/graph.ts';
import type { Job } from '../../state/rows.ts';
import type { Definitions } from '../definitions.ts';
import { type DefinitionField, definitionSorts, onKeys } from './definitionConditions.ts';
import { among, type Nodes, nodesWhere } from './nodes.ts';
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
  testField,
  text,
} from './tableSearch.ts';

/** JobStateEnum: what has happened to it last. */
const state = sql`coalesce(${member('last')}, 'CREATED')`;
const listenerEventType = sql`coalesce(upper(${member('listener')}), 'UNSPECIFIED')`;
const none = (type: 'text' | 'bigint') => sql.raw(`null::${type}`);
const NOT_DENIED = sql`null::boolean`;

/** Whether a row of jobs has failed and will be tried again. @param table its name */
export const failedWithRetries = (table: string): RawBuilder<unknown> =>
  sql`(${member('last', table)} = 'FAILED' and ${memberKey('retries', table)} > 0)`;

const fields = {
  jobKey: column('key'),
  processInstanceKey: column('pi'),
  type: column('type'),
  deadline: column('due'),
  processDefinitionKey: { value: memberKey('definition') } as Field,
  elementInstanceKey: { value: memberKey('el') } as Field,
  retries: { value: memberKey('retries') } as Field,
  worker: { value: member('worker') } as Field,
  state: { value: state } as Field,
  listenerEventType: { value: listenerEventType } as Field,
  errorMessage: { value: member('error') } as Field,
  errorCode: { value: member('errorCode') } as Field,
  hasFailedWithRetriesLeft: { value: sql`coalesce(${failedWithRetries('t')}, false)` } as Field,
  /** Of jobs that are done. */
  endTime: { value: none('bigint') } as Field,
  deniedReason: { value: none('text') } as Field,
  isDenied: { value: NOT_DENIED } as Field,
};
const sorts = {
  ...definitionSorts(memberKey('definition')),
  jobKey: { ...number('key'), always: true } as SortField,
  processInstanceKey: number('pi'),
  type: text(sql`t.type`),
  deadline: number('due'),
  processDefinitionKey: bigint(memberKey('definition')),
  elementInstanceKey: bigint(memberKey('el')),
  retries: bigint(memberKey('retries')),
  worker: text(member('worker')),
  state: text(state),
  listenerEventType: text(listenerEventType),
  errorMessage: text(member('error')),
  errorCode: text(member('errorCode')),
  endTime: bigint(none('bigint')),
  deniedReason: text(none('text')),
  isDenied: bigint(none('bigint')),
};
type JobColumn = keyof typeof fields;
export type JobField = JobColumn | DefinitionField | 'elementId' | 'kind';
export type JobQuery = Query<JobField, keyof typeof sorts>;

type Kind = 'BPMN_ELEMENT' | 'EXECUTION_LISTENER' | 'TASK_LISTENER' | 'AD_HOC_SUB_PROCESS';
export interface FoundJob {
  job: Job;
  state: string;
  headers: object;
  elementId: string;
  kind: Kind;
}

/** @throws {Rejection} too many definitions to look through */
export async function searchJobs(
  db: Kysely<unknown>,
  definitions: Definitions,
  query: JobQuery,
): Promise<Page<FoundJob>> {
  const table = { from: sql`engine.jobs t`, columns: sql`t.data, ${state} as state`, fields, sorts };
  const all = await onKeys<Exclude<JobField, DefinitionField>>(definitions, query.conditions);
  const conditions = all.filter(({ field }) => field in fields) as Condition<JobColumn>[];
  const where = await testNodes(definitions, all);
  const page = await searchTable<{ data: string; state: string }, JobColumn, keyof typeof sorts>(
    db,
    table,
    { ...query, conditions },
    where,
  );
  return { ...page, rows: await Promise.all(page.rows.map((row) => describe(definitions, row))) };
}

/** Conditions that only the definitions can answer. */
async function testNodes(
  definitions: Definitions,
  conditions: readonly Condition[],
): Promise<RawBuilder<unknown>[]> {
  const ofElement = conditions.filter(({ field }) => field === 'elementId');
  const ofKind = conditions.filter(({ field }) => field === 'kind');
  const where: RawBuilder<unknown>[] = [];
  const at = (nodes: Nodes) => among(memberKey('definition'), sql`${memberKey('node')}::integer`, nodes);
  if (ofElement.length > 0)
    where.push(
      at(
        await nodesWhere(definitions, conditions, ({ id }) =>
          ofElement.every((condition) => fits(id, condition)),
        ),
      ),
    );
  if (ofKind.length > 0) {
    const adHoc = await nodesWhere(definitions, conditions, (node) => node.adHoc !== undefined);
    const kind = sql`case when ${member('listener')} in ('start', 'end') then 'EXECUTION_LISTENER'
      when ${member('listener')} is not null then 'TASK_LISTENER'
      when ${at(adHoc)} then 'AD_HOC_SUB_PROCESS' else 'BPMN_ELEMENT' end`;
    where.push(...ofKind.map((condition) => testField({ value: kind }, condition)));
  }
  return where;
}

async function describe(definitions: Definitions, row: { data: string; state: string }): Promise<FoundJob> {
  const job = JSON.parse(row.data) as Job;
  const node: ExecutableProcess['nodes'][number] | undefined = (await definitions.graph(job.definition))
    ?.nodes[job.node];
  return {
    job,
    state: row.state,
    headers: job.headers === undefined ? (node?.job?.headers ?? {}) : (JSON.parse(job.headers) as object),
    elementId: node?.id ?? '',
    kind: kindOf(job.listener, node?.adHoc !== undefined),
  };
}

function kindOf(listener: Job['listener'], adHoc: boolean): Kind {
  if (listener === 'start' || listener === 'end') return 'EXECUTION_LISTENER';
  if (listener !== undefined) return 'TASK_LISTENER';
  return adHoc ? 'AD_HOC_SUB_PROCESS' : 'BPMN_ELEMENT';
}
