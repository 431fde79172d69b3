// CreateProcessInstance.
import { startProcess } from '../elements/processStart.ts';
import { startAtElements } from '../elements/startInstructions.ts';
import { reject } from '../errors.ts';
import type { Execution, OnEnd } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';
import type { BpmnElementType, ExecutableProcess, FlowNode } from '../model/graph.ts';
import type { Resource } from '../state/rows.ts';

export interface CreateProcessInstance {
  /** Asked for when there is no `bpmnProcessId`. */
  definitionKey: number;
  bpmnProcessId: string;
  /** -1: newest. */
  version: number;
  variables: VariableContext;
  startElements: string[];
  /** Runtime instructions: the instance is terminated when one of these elements has completed. */
  terminateAfter?: string[];
  tags?: string[];
  tenant: string;
  /** Somebody waits for the variables at the end. */
  onEnd?: OnEnd;
}
export interface CreatedInstance {
  key: number;
  definition: Resource;
  tags: string[];
}

export function createProcessInstance(x: Execution, command: CreateProcessInstance): CreatedInstance {
  const definition = find(x, command);
  const graph = x.definitions.graph(definition.key);
  let elements: FlowNode[] | undefined;
  if (command.startElements.length > 0) {
    elements = command.startElements.map((id) => startElement(graph, id));
  } else if (graph.root.noneStart === undefined) {
    reject(
      'FAILED_PRECONDITION',
      'CREATE',
      'Expected to create instance of process with none start event, but there is no such event',
    );
  }
  const terminateAfter = (command.terminateAfter ?? []).map((id) => endElement(graph.byId.get(id), id));
  const tags = command.tags ?? [];
  const how = {
    variables: command.variables,
    ...(terminateAfter.length > 0 && { terminateAfter }),
    ...(tags.length > 0 && { tags }),
  };
  const key = elements ? startAtElements(x, definition, elements, how) : startProcess(x, definition, how);
  if (command.onEnd) x.effects.push({ kind: 'await', pi: key, onEnd: command.onEnd });
  x.operated(key, 'CREATE');
  x.record('PROCESS_INSTANCE_CREATION', 'CREATED', key);
  return { key, definition, tags };
}

function find(
  x: Execution,
  { definitionKey, bpmnProcessId, version, tenant }: CreateProcessInstance,
): Resource {
  if (bpmnProcessId === '') {
    const found = x.definitions.get(definitionKey);
    if (found?.kind === 'process' && found.tenant === tenant) return found;
    if (definitionKey < 0)
      reject(
        'INVALID_ARGUMENT',
        'CREATE',
        'Expected at least a bpmnProcessId or a key greater than -1, but none given',
      );
    reject(
      'NOT_FOUND',
      'CREATE',
      `Expected to find process definition with key '${definitionKey}', but none found`,
    );
  }
  if (version < 0) {
    const latest = x.definitions.latest('process', bpmnProcessId, tenant);
    if (latest) return latest;
    reject(
      'NOT_FOUND',
      'CREATE',
      `Expected to find process definition with process ID '${bpmnProcessId}', but none found`,
    );
  }
  const found = x.definitions
    .versions('process', bpmnProcessId, tenant)
    .find((r) => r.version === version && !r.deleted);
  if (found) return found;
  return reject(
    'NOT_FOUND',
    'CREATE',
    `Expected to find process definition with process ID '${bpmnProcessId}' and version '${version}', but none found`,
  );
}

function endElement(node: FlowNode | undefined, id: string): number {
  if (node?.scope) return node.index;
  return reject(
    'INVALID_ARGUMENT',
    'CREATE',
    `Expected to create instance of process with runtime instructions but no element found with id '${id}'.`,
  );
}

const UNSUPPORTED_STARTS = new Set<BpmnElementType>([
  'START_EVENT',
  'BOUNDARY_EVENT',
  'AD_HOC_SUB_PROCESS_INNER_INSTANCE',
]);

function startElement(graph: ExecutableProcess, id: string): FlowNode {
  const prefix = 'Expected to create instance of process with start instructions but';
  const unsupported = (type: string): never =>
    reject(
      'INVALID_ARGUMENT',
      'CREATE',
      `${prefix} the element with id '${id}' targets unsupported element type '${type}'. Supported element types are: activities, gateways and events.`,
    );
  const node = graph.byId.get(id);
  if (node === undefined && graph.flows.some((flow) => flow.id === id)) unsupported('SEQUENCE_FLOW');
  if (node === undefined || node.scope === undefined)
    return reject('INVALID_ARGUMENT', 'CREATE', `${prefix} no element found with id '${id}'.`);
  if (UNSUPPORTED_STARTS.has(node.type)) unsupported(node.type);
  for (let at = node.scope as FlowNode | undefined; at; at = at.scope)
    if (at.loop)
      reject(
        'INVALID_ARGUMENT',
        'CREATE',
        `${prefix} the element with id '${id}' is inside a multi-instance subprocess. The creation of elements inside a multi-instance subprocess is not supported.`,
      );
  if (node.incoming.some((flow) => flow.source.type === 'EVENT_BASED_GATEWAY'))
    reject(
      'INVALID_ARGUMENT',
      'CREATE',
      `${prefix} the element with id '${id}' belongs to an event-based gateway. The creation of elements belonging to an event-based gateway is not supported.`,
    );
  return node;
}
