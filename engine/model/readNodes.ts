import type { Build } from './build.ts';
import { elementTypes, isActivity, isScope, silentElements } from './elementTypes.ts';
import { readEvent } from './events.ts';
import { extension, readCommon, readJob, readStartForm } from './extensions.ts';
import type { BpmnElementType, FlowNode } from './graph.ts';
import { readLoop } from './loops.ts';
import { taskReaders } from './tasks.ts';
import { attribute, childNamed, type XmlElement } from './xml.ts';

const MAX_ID = 255;

function newNode(
  build: Build,
  element: XmlElement,
  type: BpmnElementType,
  scope: FlowNode | undefined,
): FlowNode {
  const id = attribute(element, 'id') ?? '';
  const node: FlowNode = {
    id,
    index: build.nodes.length,
    name: attribute(element, 'name'),
    documentation: childNamed(element, 'bpmn:documentation')?.text.trim() || undefined,
    type,
    scope,
    incoming: [],
    outgoing: [],
    ...readCommon(element, build.problems),
    interrupting: true,
    boundaries: [],
    isForCompensation: attribute(element, 'isForCompensation') === 'true',
    children: [],
    startEvents: [],
    eventSubProcesses: [],
    taskListeners: [],
  };
  build.nodes.push(node);
  build.byId.set(id, node);
  build.xmlOf.set(node, element);
  if (id === '') build.problems.add(element, 'MISSING', "Attribute 'id' must be present and not empty");
  if (id.length > MAX_ID)
    build.problems.add(
      element,
      'INVALID',
      `IDs must not be longer than the configured max-id-length of ${MAX_ID} characters.`,
    );
  return node;
}

function typeOf(element: XmlElement): BpmnElementType | undefined {
  if (element.name === 'bpmn:subProcess' && attribute(element, 'triggeredByEvent') === 'true')
    return 'EVENT_SUB_PROCESS';
  return elementTypes[element.name];
}

/** Message throw events are jobs, unless they only name a message, which no worker could send. */
function readThrowJob(build: Build, node: FlowNode, element: XmlElement): void {
  const throwsMessage = element.children.some((child) => child.name === 'bpmn:messageEventDefinition');
  if (!throwsMessage || (node.type !== 'INTERMEDIATE_THROW_EVENT' && node.type !== 'END_EVENT')) return;
  node.job = readJob(element, build.problems);
  if (!extension(element, 'taskDefinition'))
    build.problems.add(element, 'MISSING', "Must have exactly one 'zeebe:taskDefinition' extension element");
}

function readParts(build: Build, node: FlowNode, element: XmlElement): void {
  if (isActivity(node.type)) node.loop = readLoop(build, element);
  if (element.children.some((child) => child.name === 'bpmn:standardLoopCharacteristics'))
    build.problems.add(element, 'UNSUPPORTED', 'Loop characteristics of this type are not supported');
  if (node.type.endsWith('_EVENT')) {
    node.event = readEvent(build, node, element);
    const flag = node.type === 'BOUNDARY_EVENT' ? 'cancelActivity' : 'isInterrupting';
    node.interrupting = attribute(element, flag) !== 'false';
    readThrowJob(build, node, element);
  }
  if (node.type === 'START_EVENT') node.startForm = readStartForm(element);
  taskReaders[node.type]?.(build, node, element);
  if (node.type === 'AD_HOC_SUB_PROCESS') node.job = readJob(element, build.problems);
}

function enlist(scope: FlowNode, node: FlowNode): void {
  scope.children.push(node);
  if (node.type === 'EVENT_SUB_PROCESS') scope.eventSubProcesses.push(node);
  if (node.type !== 'START_EVENT') return;
  scope.startEvents.push(node);
  if (!node.event) scope.noneStart ??= node;
}

/** Reads a scope and everything in it, the scope's own node first, in document order. */
export function readScope(
  build: Build,
  element: XmlElement,
  type: BpmnElementType,
  parent?: FlowNode,
): FlowNode {
  const scope = newNode(build, element, type, parent);
  if (parent) readParts(build, scope, element);
  for (const child of element.children) {
    if (silentElements.has(child.name) || !child.name.startsWith('bpmn:')) continue;
    const childType = typeOf(child);
    if (!childType) {
      build.problems.add(child, 'UNSUPPORTED', 'Elements of this type are not supported');
      continue;
    }
    const node = isScope(childType)
      ? readScope(build, child, childType, scope)
      : newNode(build, child, childType, scope);
    if (!isScope(childType)) readParts(build, node, child);
    enlist(scope, node);
  }
  return scope;
}
