// A new process instance.
import type { Execution } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';
import type { FlowNode } from '../model/graph.ts';
import { ACTIVATING, type ElementInstance, type Resource } from '../state/rows.ts';
import { setLocal } from './variables.ts';

export interface Start {
  /** The start event to begin at; absent: the none start event, or `elements`. */
  start?: FlowNode;
  /** What came with the start event. */
  startVariables?: VariableContext;
  /** Variables of the process instance. */
  variables?: VariableContext;
  /** Runtime instructions: nodes after which the instance is terminated. */
  terminateAfter?: number[];
  tags?: string[];
  parent?: { pi: number; key: number };
  depth?: number;
  lock?: number;
}

/** @returns the process instance key; the instance begins with the steps that follow */
export function startProcess(x: Execution, definition: Resource, how: Start): number {
  const { key } = openProcess(x, definition, how);
  x.steps.push({ do: 'begin', key });
  return key;
}

/** A process instance that is ACTIVATING, with its variables. */
export function openProcess(x: Execution, definition: Resource, how: Start): ElementInstance {
  const key = x.key();
  x.state.instances.create(key);
  const el: ElementInstance = {
    key,
    pi: key,
    scope: 0,
    node: 0,
    state: ACTIVATING,
    active: 0,
    since: x.now,
    root: {
      definition: definition.key,
      tenant: definition.tenant,
      ...(how.parent && { parent: how.parent }),
      ...(how.depth !== undefined && { depth: how.depth }),
      ...(how.lock !== undefined && { lock: how.lock }),
      ...(how.terminateAfter && { terminateAfter: how.terminateAfter }),
      ...(how.tags && { tags: how.tags }),
    },
    ...(how.start && { trigger: { node: how.start.index, variables: how.startVariables ?? {} } }),
  };
  x.put(el);
  x.record('PROCESS_INSTANCE', 'ELEMENT_ACTIVATING', key, el);
  if (how.variables) setLocal(x, el, how.variables);
  return el;
}
