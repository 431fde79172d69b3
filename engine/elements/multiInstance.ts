// Multi-instance: a body around the activity that runs one instance of it for each item of a collection.
import { IncidentError } from '../errors.ts';
import type { Behavior, Execution } from '../execution.ts';
import { evaluate, evaluateArray, evaluateBoolean, evaluateItem } from '../expression/evaluate.ts';
import type { Expression } from '../expression/expression.ts';
import type { FlowNode } from '../model/graph.ts';
import { ACTIVATED, type ElementInstance, type LoopState } from '../state/rows.ts';
import { subscribe } from './subscriptions.ts';
import { activated, completeLater, terminateLater } from './tokens.ts';
import { charge, merge, setLocal } from './variables.ts';

export const startBody: LoopState = { count: 0, begun: 0, ended: 0, terminated: 0 };

/** So many items of a parallel loop are begun at once; what they lead to comes before the next. */
const ITEMS_AT_ONCE = 1_000;

/** More would be a mistake of the model; the variables limit is reached long before. */
const MAX_INSTANCES = 100_000;

function mustNotExceed(items: number): void {
  if (items > MAX_INSTANCES)
    throw new IncidentError(
      'EXTRACT_VALUE_ERROR',
      `Expected at most ${MAX_INSTANCES} items, but got ${items}`,
    );
}

export const bodyBehavior: Behavior = {
  activate(x, el, node) {
    const loop = node.loop!;
    const items = x.evaluate(evaluateArray, loop.inputCollection, el);
    mustNotExceed(items.length);
    if (loop.outputCollection) setLocal(x, el, { [loop.outputCollection]: items.map(() => null) });
    const waiting = subscribe(x, el, node.boundaries);
    const kept = !loop.sequential && items.length > ITEMS_AT_ONCE;
    if (kept) keep(x, el, items);
    const body = activated(x, {
      ...waiting,
      body: { ...startBody, count: items.length, ...(kept && { kept }) },
    });
    if (items.length === 0) completeLater(x, body);
    else if (loop.sequential) startOne(x, body, node, 0, items[0]);
    else startSome(x, body, node, items);
  },
  completing(x, el, node) {
    const name = node.loop!.outputCollection;
    if (name === undefined) return;
    const value = x.state.instances.variables(el.pi, el.key)?.get(name);
    merge(x, x.scope(el)!, { [name]: value });
  },
};

/** A parallel loop reads its collection once, as it is entered, whatever becomes of its variable later. */
function keep(x: Execution, el: ElementInstance, items: unknown[]): void {
  charge(x, items);
  x.state.loopItems.put({ key: el.key, items });
}

/** The body has ended. */
export function forgetItems(x: Execution, el: ElementInstance): void {
  if (el.body?.kept) x.state.loopItems.delete(el.key);
}

/** Begins the next items of a parallel loop, as many as are begun at once. */
function startSome(x: Execution, body: ElementInstance, node: FlowNode, items: unknown[]): void {
  const { begun, count } = body.body!;
  const until = Math.min(count, begun + ITEMS_AT_ONCE);
  for (let i = begun; i < until; i++) startOne(x, x.element(body.key)!, node, i, items[i]);
  if (until < count) x.steps.push({ do: 'items', key: body.key });
}

/** The next items of a parallel loop, unless it has come to its end by its condition or from outside. */
export function startItems(x: Execution, body: ElementInstance): void {
  if (body.state !== ACTIVATED || body.interrupted) return;
  startSome(x, body, x.node(body), x.state.loopItems.get(body.key)!.items);
}

/** What comes next in a loop that runs one instance after the other: it reads its collection again for each, and
 * ends when there is no more in it. @throws IncidentError when there is no collection any more */
function nextItem(x: Execution, body: ElementInstance, node: FlowNode): { item: unknown } | undefined {
  const { begun } = body.body!;
  const next = x.evaluate(
    (collection: Expression, lookup, now) => evaluateItem(collection, begun, lookup, now),
    node.loop!.inputCollection,
    body,
  );
  if (next) {
    mustNotExceed(begun + 1);
    charge(x, next.item);
  }
  return next;
}

function startOne(x: Execution, body: ElementInstance, node: FlowNode, index: number, item: unknown): void {
  const loop = node.loop!;
  x.put({ ...body, active: body.active + 1, body: { ...body.body!, begun: index + 1 } });
  x.steps.push({
    do: 'activate',
    scope: body.key,
    node: node.index,
    loopCounter: index + 1,
    variables: {
      ...(loop.outputVariable && { [loop.outputVariable]: null }),
      ...(loop.inputElement && { [loop.inputElement]: item }),
      loopCounter: index + 1,
    },
  });
}

/** The numbers a completion condition may ask for; one after the other, what has not begun does not count. */
function counts(body: LoopState): Record<string, number> {
  return {
    numberOfInstances: body.begun,
    numberOfActiveInstances: body.begun - body.ended - body.terminated,
    numberOfCompletedInstances: body.ended,
    numberOfTerminatedInstances: body.terminated,
  };
}

/** The output collection with one more result, unless something else has taken its variable. @throws IncidentError */
function withResult(
  x: Execution,
  scope: ElementInstance,
  name: string,
  position: number,
  value: unknown,
): unknown[] {
  const collection = x.state.instances.variables(scope.pi, scope.key)?.get(name);
  const refuse = (why: string): never => {
    throw new IncidentError(
      'EXTRACT_VALUE_ERROR',
      `Unable to update an item in output collection '${name}' ${why}. This may happen when multiple BPMN elements write to the same variable.`,
    );
  };
  if (!Array.isArray(collection))
    return refuse(`because the type of the output collection is: ${storedAs(collection)}`);
  if (position > collection.length)
    refuse(`at position ${position} because the size of the collection is: ${collection.length}`);
  return collection.with(position - 1, value);
}

/** What Zeebe calls the type of a variable that it has stored. */
function storedAs(value: unknown): string {
  if (value === null || value === undefined) return 'NIL';
  if (typeof value === 'number') return Number.isInteger(value) ? 'INTEGER' : 'FLOAT';
  return typeof value === 'object' ? 'MAP' : (typeof value).toUpperCase();
}

/** One instance has completed or been terminated; it is still there to read its variables from. */
export function childEnded(
  x: Execution,
  scope: ElementInstance,
  el: ElementInstance,
  node: FlowNode,
  gone = false,
): void {
  const loop = node.loop!;
  let done = false;
  let next: { item: unknown } | undefined;
  const state: LoopState = {
    ...scope.body!,
    ended: scope.body!.ended + (gone ? 0 : 1),
    terminated: scope.body!.terminated + (gone ? 1 : 0),
  };
  if (!gone) {
    if (loop.outputCollection && loop.outputElement) {
      const value = x.evaluate(evaluate, loop.outputElement, el);
      charge(x, value);
      setLocal(x, scope, {
        [loop.outputCollection]: withResult(x, scope, loop.outputCollection, el.loopCounter!, value),
      });
    }
    if (loop.completionCondition && !scope.interrupted) {
      const numbers = counts(state);
      done = x.evaluate(
        (condition: typeof loop.completionCondition & object, lookup, now) =>
          evaluateBoolean(condition, (name: string) => numbers[name] ?? lookup(name), now),
        loop.completionCondition,
        el,
      );
    }
    if (loop.sequential && !scope.interrupted) next = nextItem(x, scope, node);
    x.state.instances.remove(el);
  }
  let body = x.put({ ...x.element(scope.key)!, active: scope.active - 1, body: state });
  if (done) {
    const rest = x.state.instances.children(body);
    body = x.put({ ...body, active: rest.length, interrupted: true });
    for (const child of rest) terminateLater(x, child);
    if (rest.length === 0) completeLater(x, body);
    return;
  }
  const goesOn = !body.interrupted && body.state === ACTIVATED;
  if (goesOn && next) startOne(x, body, node, state.begun, next.item);
  // A parallel loop has a step on its way that begins the next.
  else if (body.active === 0 && !(goesOn && !loop.sequential && state.begun < state.count))
    completeLater(x, body);
}
