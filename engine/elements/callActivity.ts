import { IncidentError } from '../errors.ts';
import type { Behavior, Execution } from '../execution.ts';
import { evaluateString } from '../expression/evaluate.ts';
import type { Binding } from '../model/graph.ts';
import type { ElementInstance, Resource } from '../state/rows.ts';
import { boundariesOf } from './jobs.ts';
import { startProcess } from './processStart.ts';
import { subscribe } from './subscriptions.ts';
import { activated } from './tokens.ts';
import { localVariables } from './variables.ts';

/** Calls that nest deeper are taken for a cycle. */
const MAX_DEPTH = 1_000;

/** A call activity runs another process and waits for its end. */
export const callActivity: Behavior = {
  activate(x, el, node) {
    const called = node.calledElement!;
    const id = x.evaluate(evaluateString, called.processId, el);
    const definition = resolve(x, el, 'process', id, called.binding);
    if (definition === undefined)
      throw new IncidentError(
        'CALLED_ELEMENT_ERROR',
        `Expected process with BPMN process id '${id}' to be deployed, but not found.`,
      );
    const graph = x.definitions.graph(definition.key);
    if (graph.root.noneStart === undefined)
      throw new IncidentError(
        'CALLED_ELEMENT_ERROR',
        `Expected process with BPMN process id '${id}' to have a none start event, but not found.`,
      );
    const depth = (x.root(el).root!.depth ?? 1) + 1;
    if (depth > MAX_DEPTH)
      throw new IncidentError(
        'CALLED_ELEMENT_ERROR',
        `The call activity has reached the maximum depth of ${MAX_DEPTH}. This is likely due to a recursive call. Cancel the root process instance if this was unintentional. Otherwise, consider increasing the maximum depth, or use process instance modification to adjust the process instance.`,
      );
    subscribe(x, el, boundariesOf(el, node));
    const active = activated(x, x.element(el.key)!);
    const variables = called.propagateAllParentVariables ? x.context(active) : localVariables(x, active);
    const pi = startProcess(x, definition, { variables, parent: { pi: el.pi, key: el.key }, depth });
    x.put({ ...x.element(el.key)!, called: pi });
  },
  terminate(x, el) {
    if (el.called === undefined) return true;
    if (x.state.instances.resident(el.called) === undefined) return true;
    x.steps.push({ do: 'terminate', key: el.called });
    return false;
  },
};

/** What a binding points at. */
export function resolve(
  x: Execution,
  el: ElementInstance,
  kind: Resource['kind'],
  id: string,
  binding: Binding,
): Resource | undefined {
  const tenant = x.tenant(el);
  if (binding.kind === 'latest') return x.definitions.latest(kind, id, tenant);
  const versions = x.definitions.versions(kind, id, tenant).filter((r) => !r.deleted);
  if (binding.kind === 'versionTag') return versions.find((r) => r.versionTag === binding.versionTag);
  const own = x.state.resources.get(x.root(el).root!.definition);
  return versions.find((r) => r.deployment === own?.deployment);
}
