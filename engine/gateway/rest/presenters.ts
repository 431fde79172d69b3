// User tasks and variables as the REST API shows them: keys are strings, what is not there is left out: the API has
// few fields that may be null, and strict clients hold it to that.
import { jsonOf } from '../../expression/wholeNumbers.ts';
import type { Variable } from '../../monitor/masking.ts';
import type { FormInfo, UserTaskInfo } from '../../monitor/userTasks.ts';
import { DEFAULT_TENANT } from '../tenants.ts';
import { variableKeyOf } from './variableKeys.ts';

/** Longer values are cut unless asked for. */
const MAX_VALUE = 8_191;

export const unlessEmpty = (text: string) => (text === '' ? undefined : text);
export const keyOf = (key: number) => (key > 0 ? String(key) : undefined);
export const dateOf = (ms: number | null | undefined) =>
  ms === undefined || ms === null ? undefined : new Date(ms).toISOString();

/** UserTaskResult. */
export function presentUserTask(task: UserTaskInfo): object {
  return {
    userTaskKey: String(task.key),
    name: unlessEmpty(task.name),
    state: task.state,
    assignee: unlessEmpty(task.assignee),
    elementId: task.elementId,
    candidateGroups: task.candidateGroups,
    candidateUsers: task.candidateUsers,
    processDefinitionId: task.process,
    processName: unlessEmpty(task.processName),
    creationDate: dateOf(task.at),
    completionDate: dateOf(task.ended),
    followUpDate: unlessEmpty(task.followUpDate),
    dueDate: unlessEmpty(task.dueDate),
    tenantId: task.tenant,
    externalFormReference: unlessEmpty(task.externalFormReference),
    processDefinitionVersion: task.processVersion,
    customHeaders: task.headers,
    priority: task.priority,
    elementInstanceKey: String(task.el),
    processDefinitionKey: String(task.definition),
    processInstanceKey: String(task.pi),
    formKey: task.formKey === -1 ? undefined : String(task.formKey),
    tags: task.tags ?? [],
  };
}

/** FormResult. */
export const presentForm = ({ key, id, version, tenant, body }: FormInfo): object => ({
  formKey: String(key),
  formId: id,
  version,
  tenantId: tenant,
  schema: body,
});

/** A variable by the fields of its search. */
export function variableRow({ scope, name, value }: Variable, instance: number) {
  const text = jsonOf(value);
  return {
    name,
    value: text,
    isTruncated: text.length > MAX_VALUE,
    variableKey: variableKeyOf(scope, name),
    scopeKey: scope,
    processInstanceKey: instance,
    tenantId: DEFAULT_TENANT,
  };
}
type VariableRow = ReturnType<typeof variableRow>;

/** VariableResult. */
export const presentVariable = ({ isTruncated: _, ...row }: VariableRow): object => ({
  ...row,
  scopeKey: String(row.scopeKey),
  processInstanceKey: String(row.processInstanceKey),
});

/** VariableSearchResult. @param truncate whether long values are cut */
export const presentFoundVariable = (row: VariableRow, truncate: boolean): object => ({
  ...presentVariable(row),
  isTruncated: truncate && row.isTruncated,
  ...(truncate && { value: row.value.slice(0, MAX_VALUE) }),
});
