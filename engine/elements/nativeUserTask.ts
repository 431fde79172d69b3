// User tasks that the engine keeps (zeebe:userTask).
import type { Execution } from '../execution.ts';
import { evaluate } from '../expression/evaluate.ts';
import type { FlowNode, UserTaskDefinition } from '../model/graph.ts';
import type { ElementInstance, UserTask } from '../state/rows.ts';
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
  const form = linkedForm(x, el, definition.form);
  const reference = definition.form?.externalReference;
  const external = reference ? x.evaluate(evaluate, reference, el) : null;
  subscribe(x, el, boundariesOf(el, node));
  const { root } = x.root(el);
  const task: UserTask = {
    key: x.key(),
    pi: el.pi,
    el: el.key,
    definition: root!.definition,
    process: x.graph(el).id,
    node: el.node,
    elementId: node.id,
    name: node.name ?? '',
    tenant: root!.tenant,
    state: 'CREATING',
    ...attributes,
    formKey: form?.key ?? -1,
    externalFormReference: external === null ? '' : String(external),
    ...(root!.tags && { tags: root!.tags }),
    at: x.now,
  };
  x.put({ ...x.element(el.key)!, userTask: task.key });
  beginTransition(x, el, task, { event: 'creating', command: 'CREATE', action: '', asked: {} });
  activated(x, x.element(el.key)!);
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
