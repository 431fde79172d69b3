// User tasks as people look for them.
import { type Kysely, sql } from 'kysely';
import type { UserTask } from '../../state/rows.ts';
import type { Condition, Page, Query } from './query.ts';
import {
  column,
  type Field,
  number,
  type SortField,
  searchTable,
  type Table,
  tableCount,
  tablePage,
} from './tableSearch.ts';
import { testVariable, type VariableCondition } from './variableConditions.ts';

/** Fields of a user task by which it is found. */
export type UserTaskField = keyof typeof fields;
export type UserTaskCondition = Condition<UserTaskField>;
export type UserTaskSortField = keyof typeof sorts;

export interface UserTaskQuery extends Query<UserTaskField, UserTaskSortField> {
  variables?: VariableCondition[];
}

/** Empty texts stand for what is not there. */
const text = (name: string): Field => ({ ...column(name), none: '' });
const list = (name: string): Field => ({ ...column(name), list: true });

const fields = {
  state: column('state'),
  assignee: text('assignee'),
  priority: column('priority'),
  elementId: column('element_id'),
  name: text('name'),
  candidateGroup: list('candidate_groups'),
  candidateUser: list('candidate_users'),
  tags: list('tags'),
  tenantId: column('tenant'),
  processDefinitionId: column('process'),
  creationDate: column('created'),
  completionDate: column('ended'),
  followUpDate: column('follow_up'),
  dueDate: column('due'),
  userTaskKey: column('key'),
  processDefinitionKey: column('definition'),
  processInstanceKey: column('pi'),
  elementInstanceKey: column('el'),
};

const sorts = {
  creationDate: number('created'),
  completionDate: number('ended'),
  followUpDate: number('follow_up'),
  dueDate: number('due'),
  priority: number('priority'),
  name: { type: 'text', value: sql`nullif(${sql.ref('t.name')}, '')` } as SortField,
};

const table: Table<UserTaskField, UserTaskSortField> = {
  from: sql`engine.user_tasks t`,
  columns: sql`t.key, t.data`,
  fields,
  sorts,
};

export async function searchUserTasks(db: Kysely<unknown>, query: UserTaskQuery): Promise<Page<UserTask>> {
  const page = await searchTable<{ data: string }, UserTaskField, UserTaskSortField>(
    db,
    table,
    query,
    variablesOf(query),
  );
  return { ...page, rows: page.rows.map(({ data }) => JSON.parse(data) as UserTask) };
}

export const userTaskPage = (query: UserTaskQuery) => tablePage(table, query, variablesOf(query));
export const userTaskCount = (query: UserTaskQuery) => tableCount(table, query, variablesOf(query));

const variablesOf = ({ variables = [] }: UserTaskQuery) =>
  variables.map((condition) => testVariable(condition));
