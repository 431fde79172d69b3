// User tasks and variables as the REST API shows them: keys are strings, what is not there is null.
import { jsonOf } from '../../expression/wholeNumbers.ts';
import type { Variable } from '../../monitor/masking.ts';
import type { UserTaskInfo } from '../../monitor/userTasks.ts';

/** Longer values are cut unless asked for. */
const MAX_VALUE = 8_191;

const orNull = (text: string) => (text === '' ? null : text);
const dateOrNull = (ms: number | undefined) => (ms === undefined ? null : new Date(ms).toISOString());

/** UserTaskResult. */
export function presentUserTask(task: UserTaskInfo): object {
  return {
    userTaskKey: String(task.key),
    name: orNull(task.name),
    state: task.state,
    assignee: orNull(task.assignee),
    elementId: task.elementId,
    candidateGroups: task.candidateGroups,
    candidateUsers: task.candidateUsers,
    processDefinitionId: task.process,
    processName: orNull(task.processName),
    creationDate: dateOrNull(task.at),
    completionDate: dateOrNull(task.ended),
    followUpDate: orNull(task.followUpDate),
    dueDate: orNull(task.dueDate),
    tenantId: task.tenant,
    externalFormReference: orNull(task.externalFormReference),
    processDefinitionVersion: task.processVersion,
    customHeaders: task.headers,
    priority: task.priority,
    elementInstanceKey: String(task.el),
    processDefinitionKey: String(task.definition),
    processInstanceKey: String(task.pi),
    formKey: task.formKey === -1 ? null : String(task.formKey),
    tags: task.tags ?? [],
  };
}

/** VariableSearchResult. The engine gives variables no keys of their own: the scope's stands in. */
export function presentVariable(
  { scope, name, value }: Variable,
  { pi, tenant }: UserTaskInfo,
  truncate: boolean,
) {
  const full = jsonOf(value);
  const cut = truncate && full.length > MAX_VALUE;
  return {
    name,
    value: cut ? full.slice(0, MAX_VALUE) : full,
    isTruncated: cut,
    variableKey: String(scope),
    scopeKey: String(scope),
    processInstanceKey: String(pi),
    tenantId: tenant,
  };
}
