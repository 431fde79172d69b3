// Variables and their scopes: input mappings make local ones, results travel outwards.
import { IncidentError } from '../errors.ts';
import type { Execution } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';
import { applyInputMappings, applyOutputMappings } from '../expression/mappings.ts';
import { sizeOf } from '../expression/size.ts';
import type { FlowNode } from '../model/graph.ts';
import type { ElementInstance } from '../state/rows.ts';

/** What expressions of a run may make, from one command until every token waits. */
const MAX_WRITTEN = 256 * 1024 * 1024;

/** Takes note of what an expression made, which may be far larger than what it was made of. @throws IncidentError */
export function charge(x: Execution, made: unknown): void {
  const size = sizeOf(made);
  x.written += size;
  x.unwritten += size;
  if (x.written > MAX_WRITTEN)
    throw new IncidentError('IO_MAPPING_ERROR', 'Expected a run to make at most 256 MB of variables');
}

export function setLocal(x: Execution, el: ElementInstance, variables: VariableContext): void {
  for (const name of Object.keys(variables)) setOne(x, el, name, variables[name]);
}

function setOne(x: Execution, el: ElementInstance, name: string, value: unknown): void {
  const had = x.state.instances.variables(el.pi, el.key)?.has(name) ?? false;
  x.state.instances.setVariable(el.pi, el.key, name, value);
  x.record('VARIABLE', had ? 'UPDATED' : 'CREATED', el.key, el, name);
}

/** Each variable goes to the innermost scope that has it, from `el` outwards; else to the process instance. */
export function merge(x: Execution, el: ElementInstance, variables: VariableContext): void {
  for (const name of Object.keys(variables)) {
    let at = el;
    while (at.scope !== 0 && !x.state.instances.variables(at.pi, at.key)?.has(name)) at = x.scope(at)!;
    setOne(x, at, name, variables[name]);
  }
}

export function localVariables(x: Execution, el: ElementInstance): VariableContext {
  return Object.fromEntries(x.state.instances.variables(el.pi, el.key) ?? []);
}

export function applyInputs(x: Execution, el: ElementInstance, node: FlowNode): void {
  if (node.inputs.length === 0) return;
  const how = (inputs: FlowNode['inputs'], lookup: (name: string) => unknown, now: number) =>
    applyInputMappings(inputs, lookup, now);
  const made = x.evaluate(how, node.inputs, el, 'IO_MAPPING_ERROR');
  charge(x, made);
  setLocal(x, el, made);
}

/** Where what an element brings out begins to travel: an instance of a multi-instance activity keeps its own. */
export function outsideOf(x: Execution, el: ElementInstance): ElementInstance {
  return el.loopCounter === undefined ? (x.scope(el) ?? el) : el;
}

/** What the element brought back (`el.result`) becomes visible outside: through its output mappings if it has
 * any, else as it is. Of an error, a boundary event lets out only what its mappings name (docs.camunda.io, «Error
 * events», «Variable mappings»). */
export function applyOutputs(x: Execution, el: ElementInstance, node: FlowNode): void {
  if (node.outputs.length > 0) {
    if (el.result !== undefined) setLocal(x, el, el.result);
    const how = (outputs: FlowNode['outputs'], lookup: (name: string) => unknown, now: number) =>
      applyOutputMappings(outputs, lookup, now);
    const made = x.evaluate(how, node.outputs, el, 'IO_MAPPING_ERROR');
    charge(x, made);
    merge(x, outsideOf(x, el), made);
  } else if (el.result !== undefined) {
    charge(x, el.result);
    const ofError = node.type === 'BOUNDARY_EVENT' && node.event?.kind === 'error';
    if (ofError) setLocal(x, el, el.result);
    else merge(x, el, el.result);
  }
}
