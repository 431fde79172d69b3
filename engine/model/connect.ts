import { compileExpression } from '../expression/compile.ts';
import { type Build, xmlOf } from './build.ts';
import { isScope } from './elementTypes.ts';
import { extension } from './extensions.ts';
import { expectedExpression } from './globals.ts';
import type { FlowNode, SequenceFlow } from './graph.ts';
import { attribute, childNamed, childrenNamed, type XmlElement } from './xml.ts';

function readCondition(build: Build, element: XmlElement) {
  const condition = childNamed(element, 'bpmn:conditionExpression');
  const text = condition?.text.trim();
  if (!condition || !text) return undefined;
  const expression = build.problems.reading(condition, () => compileExpression(text));
  if (expression?.kind !== 'static') return expression;
  build.problems.add(condition, 'EXPRESSION', expectedExpression(text));
  return undefined;
}

function endOf(build: Build, element: XmlElement, name: 'sourceRef' | 'targetRef'): FlowNode | undefined {
  const id = attribute(element, name);
  const node = id === undefined ? undefined : build.byId.get(id);
  if (!node)
    build.problems.add(
      element,
      'DANGLING',
      `The ${name} '${id ?? ''}' of the sequence flow is no element of the process`,
    );
  return node;
}

/** A flow belongs where its ends are: some editors leave it written outside of their sub-process. */
function readFlow(build: Build, element: XmlElement): void {
  const [source, target] = [endOf(build, element, 'sourceRef'), endOf(build, element, 'targetRef')];
  if (!source || !target) return;
  if (source.scope !== target.scope) {
    build.problems.add(element, 'INVALID', 'A sequence flow must not cross the border of a sub-process');
    return;
  }
  const flow: SequenceFlow = {
    id: attribute(element, 'id') ?? '',
    index: build.flows.length,
    source,
    target,
    condition: readCondition(build, element),
  };
  build.flows.push(flow);
  build.flowXml.set(flow, element);
  if (childNamed(element, 'bpmn:conditionExpression')?.text.trim()) build.conditional.add(flow);
  const listeners = extension(element, 'executionListeners');
  if (listeners)
    build.problems.add(
      listeners,
      'UNSUPPORTED',
      "Execution listeners are not supported for the 'sequenceFlow' element.",
    );
  source.outgoing.push(flow);
  target.incoming.push(flow);
}

/** The flows that a node says go out of it must be there, though only the flows themselves say where they go. */
function checkOutgoing(build: Build, node: FlowNode, ids: ReadonlySet<string>): void {
  const element = xmlOf(build, node);
  for (const outgoing of childrenNamed(element, 'bpmn:outgoing')) {
    const id = outgoing.text.trim().replace(/^.*:/, '');
    if (!ids.has(id))
      build.problems.add(element, 'DANGLING', `Unable to find a model element instance for id ${id}`);
  }
}

function connectDefault(build: Build, node: FlowNode): void {
  const id = attribute(xmlOf(build, node), 'default');
  if (id === undefined) return;
  node.defaultFlow = node.outgoing.find((flow) => flow.id === id);
  if (!node.defaultFlow)
    build.problems.add(xmlOf(build, node), 'DANGLING', 'Default flow must start at gateway');
}

function connectBoundary(build: Build, node: FlowNode): void {
  const element = xmlOf(build, node);
  const host = build.byId.get(attribute(element, 'attachedToRef') ?? '');
  if (!host || host.scope !== node.scope) {
    build.problems.add(element, 'DANGLING', 'Must be attached to an activity');
    return;
  }
  node.attachedTo = host;
  if (node.event?.kind !== 'compensation') host.boundaries.push(node);
  else if (host.compensationBoundary)
    build.problems.add(element, 'DUPLICATE', 'Must not have more than one compensation boundary event');
  else host.compensationBoundary = node;
}

function connectHandlers(build: Build, scope: FlowNode): void {
  for (const association of childrenNamed(xmlOf(build, scope), 'bpmn:association')) {
    const source = build.byId.get(attribute(association, 'sourceRef') ?? '');
    const target = build.byId.get(attribute(association, 'targetRef') ?? '');
    if (source?.type === 'BOUNDARY_EVENT' && source.event?.kind === 'compensation' && target)
      source.compensationHandler = target;
  }
}

function connectCompensation(build: Build, node: FlowNode): void {
  if (node.event?.kind !== 'compensation') return;
  const definition = childNamed(xmlOf(build, node), 'bpmn:compensateEventDefinition');
  const id = definition && attribute(definition, 'activityRef');
  if (!definition || id === undefined) return;
  const activity = build.byId.get(id);
  if (activity) node.event = { kind: 'compensation', activity };
  else
    build.problems.add(definition, 'DANGLING', `The referenced compensation activity '${id}' doesn't exist`);
}

/** Joins the nodes: flows, default flows, boundary events, compensation handlers. */
export function connect(build: Build): void {
  for (const scope of build.nodes.filter((node) => isScope(node.type))) {
    for (const element of childrenNamed(xmlOf(build, scope), 'bpmn:sequenceFlow')) readFlow(build, element);
  }
  const ids = new Set(build.flows.map(({ id }) => id));
  for (const node of build.nodes) {
    checkOutgoing(build, node, ids);
    connectDefault(build, node);
    if (node.type === 'BOUNDARY_EVENT') connectBoundary(build, node);
    connectCompensation(build, node);
    if (isScope(node.type)) connectHandlers(build, node);
  }
}
