import { IncidentError } from '../errors.ts';
import type { Behavior, Execution } from '../execution.ts';
import { evaluateBoolean, evaluateNumber, evaluateStrings } from '../expression/evaluate.ts';
import type { VariableContext } from '../expression/expression.ts';
import type { AiParameter } from '../expression/fromAi.ts';
import type { FlowNode } from '../model/graph.ts';
import type { ElementInstance } from '../state/rows.ts';
import { eventStarts } from './events.ts';
import { boundariesOf, cancelJob, createJob, jobType } from './jobs.ts';
import { subscribe } from './subscriptions.ts';
import { activated, activateIn, completeLater, terminateLater } from './tokens.ts';
import { merge, setLocal } from './variables.ts';

/** What may be activated, for whoever decides; Zeebe's name. */
const ELEMENTS = 'adHocSubProcessElements';

/** An ad hoc sub-process: activates the elements that its collection names, or those that the worker of its job
 * names; completes when its completion condition holds, without one when nothing is left in it. */
export const adHocSubProcess: Behavior = {
  activate(x, el, node) {
    const { activeElementsCollection, activatable } = node.adHoc!;
    setAdHocVariables(x, el, node);
    const ids = activeElementsCollection ? x.evaluate(evaluateStrings, activeElementsCollection, el) : [];
    const unknown = ids.filter((id) => !activatable.has(id));
    if (unknown.length > 0)
      throw new IncidentError(
        'EXTRACT_VALUE_ERROR',
        `Failed to activate ad-hoc elements. No BPMN elements found with ids: ${unknown.map((id) => `'${id}'`).join(', ')}.`,
      );
    subscribe(x, el, [...boundariesOf(el, node), ...eventStarts(node)]);
    const active = activated(x, x.element(el.key)!);
    if (node.job) createAdHocJob(x, active, node);
    for (const id of ids) activateInner(x, x.element(el.key)!, activatable.get(id)!);
  },
  completing(x, el, node) {
    const name = node.adHoc!.outputCollection;
    if (name === undefined) return;
    merge(x, x.scope(el)!, { [name]: x.state.instances.variables(el.pi, el.key)?.get(name) });
  },
};

/** What an ad hoc sub-process has from its beginning. */
export function setAdHocVariables(x: Execution, el: ElementInstance, node: FlowNode): void {
  const { outputCollection } = node.adHoc!;
  setLocal(x, el, { ...elementsOf(node), ...(outputCollection && { [outputCollection]: [] }) });
}

/** The variable that tells what may be activated. */
export function elementsOf(node: FlowNode): VariableContext {
  const { activatable, parameters } = node.adHoc!;
  return {
    [ELEMENTS]: [...activatable.values()].map((element) => describe(element, parameters.get(element.id)!)),
  };
}

function describe(
  { id, name, documentation, properties }: FlowNode,
  parameters: AiParameter[],
): VariableContext {
  return {
    elementId: id,
    ...(name !== undefined && { elementName: name }),
    ...(documentation !== undefined && { documentation }),
    ...(Object.keys(properties).length > 0 && { properties }),
    ...(parameters.length > 0 && { parameters }),
  };
}

function createAdHocJob(x: Execution, el: ElementInstance, node: FlowNode): void {
  const type = jobType(x, el, node.job!.type);
  createJob(x, el, { type, retries: x.evaluate(evaluateNumber, node.job!.retries, el) });
}

/** @param variables of the inner instance around the element */
export function activateInner(
  x: Execution,
  el: ElementInstance,
  element: FlowNode,
  variables: VariableContext = {},
): void {
  activateIn(x, el, x.node(el).adHoc!.inner, { start: element.index, variables });
}

/** Whether the sub-process stays, also with nothing active in it. */
export function waitsForMore(el: ElementInstance, node: FlowNode): boolean {
  return node.adHoc !== undefined && !el.body && !el.fulfilled && !el.interrupted;
}

/** A flow inside has come to its end, and is gone. */
export function pathEnded(x: Execution, el: ElementInstance): void {
  const node = x.node(el);
  const { completionCondition, cancelRemainingInstances } = node.adHoc!;
  if (el.fulfilled || el.interrupted) return;
  if (node.job) {
    // There is one job at a time: the worker decides anew.
    cancelJob(x, el);
    createAdHocJob(x, x.put({ ...el, job: undefined }), node);
  } else if (completionCondition ? x.evaluate(evaluateBoolean, completionCondition, el) : el.active === 0)
    fulfil(x, el, cancelRemainingInstances);
}

/** The sub-process completes when nothing is active in it any more. */
export function fulfil(x: Execution, element: ElementInstance, cancelRemaining: boolean): void {
  const el = x.put({ ...element, fulfilled: true });
  if (cancelRemaining) for (const child of x.state.instances.children(el)) terminateLater(x, child);
  if (el.active === 0) completeLater(x, el);
}
