// User tasks that the engine keeps (zeebe:userTask).
import type { Execution } from '../execution.ts';
import { evaluate } from '../expression/evaluate.ts';
import type { FlowNode, UserTaskDefinition } from '../model/graph.ts';
import type { ElementInstance, UserTask, UserTaskAttributes } from '../state/rows.ts';
import { linkedForm } from './forms.ts';
import { boundariesOf } from './jobs.ts';
import { subscribe } from './subscriptions.ts';
import { activated } from './tokens.ts';
import { evaluateAttributes } from './userTaskAttributes.ts';
import { beginTransition, cancelQuietly, refuseTransition } from './userTaskTransitions.ts';

export function activateUserTask(
  x: Execution,
  el: ElementInstance,
  node: FlowNode,
  definition: UserTaskDefinition,
): void {
  const attributes = evaluateAttributes(x, el, definition);
  const form = formOf(x, el, definition);
  subscribe(x, el, boundariesOf(el, node));
  const task = newUserTask(x, el, node, { ...attributes, ...form });
  x.put({ ...x.element(el.key)!, userTask: task.key });
  beginTransition(x, el, task, { event: 'creating', command: 'CREATE', action: '', asked: {} });
  activated(x, x.element(el.key)!);
}

type FormFacts = Pick<UserTask, 'formKey' | 'externalFormReference'>;

/** @throws IncidentError */
export function formOf(x: Execution, el: ElementInstance, { form }: UserTaskDefinition): FormFacts {
  const linked = linkedForm(x, el, form);
  const external = form?.externalReference ? x.evaluate(evaluate, form.externalReference, el) : null;
  return { formKey: linked?.key ?? -1, externalFormReference: external === null ? '' : String(external) };
}

/** A task that is CREATING, not yet in the state. */
export function newUserTask(
  x: Execution,
  el: ElementInstance,
  node: FlowNode,
  given: UserTaskAttributes & FormFacts,
): UserTask {
  const { definition, tenant, tags } = x.root(el).root!;
  return {
    key: x.key(),
    pi: el.pi,
    el: el.key,
    definition,
    process: x.graph(el).id,
    node: el.node,
    elementId: node.id,
    name: node.name ?? '',
    tenant,
    state: 'CREATING',
    ...given,
    ...(tags && { tags }),
    at: x.now,
  };
}

/** @param byHand by a modification, of which the listeners are not told
 * @returns whether there is a task, which `terminated` follows once its listeners have run */
export function cancelUserTask(x: Execution, el: ElementInstance, byHand?: true): boolean {
  const task = el.userTask === undefined ? undefined : x.state.userTasks.get(el.userTask);
  if (task === undefined) return false;
  refuseTransition(x, task, `User task with key '${task.key}' was canceled`);
  if (byHand) {
    cancelQuietly(x, el, task);
    return false;
  }
  beginTransition(x, el, task, { event: 'canceling', command: 'CANCEL', action: '', asked: {} });
  return true;
}
