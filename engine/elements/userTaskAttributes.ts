// The attributes of a user task: how the model gives them, what values they may have.
import { IncidentError } from '../errors.ts';
import type { Execution } from '../execution.ts';
import { evaluate, evaluateNumber, evaluateString, evaluateStrings } from '../expression/evaluate.ts';
import type { Expression } from '../expression/expression.ts';
import { evaluateDateText } from '../expression/timers.ts';
import type { UserTaskDefinition } from '../model/graph.ts';
import type { ElementInstance, UserTaskAttributes } from '../state/rows.ts';

const DEFAULT_PRIORITY = 50;
const MAX_PRIORITY = 100;

/** @throws IncidentError */
export function evaluateAttributes(
  x: Execution,
  el: ElementInstance,
  task: UserTaskDefinition,
): UserTaskAttributes {
  const strings = (list: Expression | undefined) => (list ? x.evaluate(evaluateStrings, list, el) : []);
  const date = (when: Expression | undefined) => (when ? x.evaluate(evaluateDateText, when, el) : '');
  return {
    assignee: task.assignee ? assigneeOf(x, el, task.assignee) : '',
    candidateGroups: strings(task.candidateGroups),
    candidateUsers: strings(task.candidateUsers),
    dueDate: date(task.dueDate),
    followUpDate: date(task.followUpDate),
    priority: task.priority ? priorityOf(x.evaluate(evaluateNumber, task.priority, el)) : DEFAULT_PRIORITY,
  };
}

export function isPriority(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= MAX_PRIORITY;
}

/** Nobody, when the expression gives null. */
function assigneeOf(x: Execution, el: ElementInstance, assignee: Expression): string {
  return x.evaluate(evaluate, assignee, el) === null ? '' : x.evaluate(evaluateString, assignee, el);
}

function priorityOf(value: number): number {
  if (isPriority(value)) return value;
  throw new IncidentError(
    'EXTRACT_VALUE_ERROR',
    `Expected priority to be in the range [0,${MAX_PRIORITY}] but was '${value}'.`,
  );
}
