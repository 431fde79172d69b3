import type { Build } from './build.ts';
import { checkExtensions } from './checkExtensions.ts';
import { elementTypes, isActivity, isScope, silentElements } from './elementTypes.ts';
import { readEvent } from './events.ts';
import { readCommon, readJob, readStartForm } from './extensions.ts';
import type { BpmnElementType, FlowNode } from './graph.ts';
import { readLoop } from './loops.ts';
import { readSender, taskReaders } from './tasks.ts';
import { attribute, childNamed, localName, type XmlElement } from './xml.ts';

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
  if (id === '') build.problems.add(element, 'MISSING', 'Element id must be present and not empty.');
  checkExtensions(element, build.problems);
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

function readThrowJob(build: Build, node: FlowNode, element: XmlElement): void {
  const throwsMessage = element.children.some((child) => child.name === 'bpmn:messageEventDefinition');
  if (throwsMessage && (node.type === 'INTERMEDIATE_THROW_EVENT' || node.type === 'END_EVENT'))
    readSender(build, node, element);
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

/** As zeebe-bpmn-model words it. */
function notSupported(element: XmlElement): string {
  const name = localName(element);
  return `Elements of type '${name.charAt(0).toUpperCase()}${name.slice(1)}' are currently not supported. Please refer to the documentation for a list of supported elements: https://docs.camunda.io/docs/components/modeler/bpmn/bpmn-coverage/`;
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
      build.problems.add(child, 'UNSUPPORTED', notSupported(child));
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
