import { type Build, xmlOf } from './build.ts';
import { isActivity } from './elementTypes.ts';
import type { BpmnElementType, FlowNode } from './graph.ts';
import type { ProblemCode } from './problems.ts';

/** One thing that must hold of a node; gives the sentences of what does not. */
type Rule = (node: FlowNode, build: Build) => (string | false | undefined)[];

const CATCHABLE = new Set(['message', 'timer', 'signal']);

const startEvents: Rule = (scope) => {
  const kinds = scope.startEvents.map((start) => start.event?.kind);
  if (scope.type === 'PROCESS')
    return [
      scope.startEvents.length === 0 && 'Must have at least one start event',
      kinds.filter((kind) => kind === undefined).length > 1 && 'Multiple none start events are not allowed',
      kinds.some((kind) => kind === 'error' || kind === 'escalation' || kind === 'compensation') &&
        'Start event must be one of: none, message, timer or signal',
    ];
  if (scope.type === 'SUB_PROCESS')
    return [
      scope.startEvents.length !== 1 && 'Must have exactly one start event',
      kinds.some((kind) => kind !== undefined) && 'Start events in subprocesses must be of type none',
    ];
  if (scope.type === 'EVENT_SUB_PROCESS')
    return [
      scope.startEvents.length !== 1 && 'Must have exactly one start event',
      (kinds.includes(undefined) || kinds.includes('compensation')) &&
        'Start events in event subprocesses must be one of: message, timer, error, signal or escalation',
      scope.incoming.length + scope.outgoing.length > 0 &&
        'Must not have any incoming or outgoing sequence flow',
    ];
  return [];
};

const eventSubProcessStart: Rule = (node) => {
  if (node.type !== 'START_EVENT' || node.scope?.type !== 'EVENT_SUB_PROCESS') return [];
  return [
    node.event?.kind === 'error' &&
      !node.interrupting &&
      'Non-Interrupting event of this type is not allowed',
    node.event?.kind === 'timer' &&
      node.event.timer === 'cycle' &&
      node.interrupting &&
      'Interrupting timer event with time cycle is not allowed.',
  ];
};

const adHoc: Rule = (node) => [
  node.type === 'AD_HOC_SUB_PROCESS' &&
    !node.children.some((child) => isActivity(child.type)) &&
    'Must have at least one activity',
  node.type === 'AD_HOC_SUB_PROCESS' && node.startEvents.length > 0 && 'Must not contain a start event',
  node.type === 'AD_HOC_SUB_PROCESS' &&
    node.children.some((child) => child.type === 'END_EVENT') &&
    'Must not contain an end event',
];

const flows: Rule = (node) => [
  node.type === 'START_EVENT' &&
    node.incoming.length > 0 &&
    'A start event must not have an incoming sequence flow',
  node.type === 'END_EVENT' && node.outgoing.length > 0 && 'End events must not have outgoing sequence flows',
  node.type === 'BOUNDARY_EVENT' && node.incoming.length > 0 && 'Cannot have incoming sequence flows',
];

const conditions: Rule = (node, build) => {
  const [exclusive, inclusive] = [node.type === 'EXCLUSIVE_GATEWAY', node.type === 'INCLUSIVE_GATEWAY'];
  if (!exclusive && !inclusive) return [];
  for (const flow of node.outgoing)
    if (node.outgoing.length > 1 && !flow.condition && flow !== node.defaultFlow)
      build.problems.add(build.flowXml.get(flow)!, 'MISSING', 'Must have a condition or be default flow');
  return [node.defaultFlow?.condition && 'Default flow must not have a condition'];
};

const eventBasedGateway: Rule = (node) => {
  if (node.type !== 'EVENT_BASED_GATEWAY') return [];
  const targets = node.outgoing.map((flow) => flow.target);
  const caught = (target: FlowNode) =>
    target.type === 'INTERMEDIATE_CATCH_EVENT' && (!target.event || CATCHABLE.has(target.event.kind));
  return [
    targets.length < 2 && 'Event-based gateway must have at least 2 outgoing sequence flows.',
    !targets.every(caught) &&
      'Event-based gateway must not have an outgoing sequence flow to other elements than message/timer/signal intermediate catch events.',
    targets.some((target) => target.incoming.length > 1) &&
      'Target elements of an event gateway must not have any additional incoming sequence flows other than that from the event gateway.',
    ...repeated(targets),
  ];
};

const NEVER_WAITING = new Set<BpmnElementType>([
  'BOUNDARY_EVENT',
  'START_EVENT',
  'END_EVENT',
  'EVENT_SUB_PROCESS',
]);

const boundary: Rule = (node) => {
  const host = node.attachedTo;
  if (node.type !== 'BOUNDARY_EVENT' || !host) return [];
  return [
    (!isActivity(host.type) || NEVER_WAITING.has(host.type)) && 'Must be attached to an activity',
    node.event?.kind === 'error' && !node.interrupting && 'Error boundary events must be interrupting',
    node.event?.kind === 'timer' &&
      node.event.timer === 'cycle' &&
      node.interrupting &&
      'Interrupting timer boundary event must not have a time cycle',
    node.event?.kind === 'compensation' &&
      !node.compensationHandler &&
      'Must have one compensation handler joined by an association',
    node.event?.kind === 'compensation' &&
      node.compensationHandler &&
      !node.compensationHandler.isForCompensation &&
      'The compensation handler must be marked by isForCompensation',
    node.event?.kind === 'compensation' &&
      node.outgoing.length > 0 &&
      'Compensation boundary events must not have outgoing sequence flows',
  ];
};

/** What two events of one place wait for, as a key; undefined where they may both wait for the same. */
function awaited({ event }: FlowNode): string | undefined {
  if (event?.kind === 'message') return `message event definitions with the same name '${event.name.source}'`;
  if (event?.kind === 'signal') return `signal event definitions with the same name '${event.name.source}'`;
  if (event?.kind === 'error')
    return event.code
      ? `error event definitions with the same errorCode '${event.code.source}'`
      : 'error event definitions without errorCode';
  if (event?.kind === 'escalation')
    return event.code
      ? `escalation event definitions with the same escalationCode '${event.code.source}'`
      : 'escalation event definitions without escalationCode';
  return undefined;
}

function repeated(events: FlowNode[]): string[] {
  const seen = new Set<string>();
  return events.flatMap((event) => {
    const key = awaited(event);
    if (key === undefined) return [];
    if (seen.has(key)) return [`Multiple ${key} are not allowed.`];
    seen.add(key);
    return [];
  });
}

const uniqueEvents: Rule = (node) => [
  ...repeated(node.boundaries),
  ...repeated(node.type === 'PROCESS' ? node.startEvents : []),
  ...repeated(node.eventSubProcesses.flatMap((child) => child.startEvents)),
];

const links: Rule = (scope) => {
  const named = (type: BpmnElementType) =>
    scope.children.flatMap((child) =>
      child.type === type && child.event?.kind === 'link' ? [child.event.name] : [],
    );
  const [caught, thrown] = [named('INTERMEDIATE_CATCH_EVENT'), named('INTERMEDIATE_THROW_EVENT')];
  const twice = caught.filter((name, index) => caught.indexOf(name) < index);
  const lost = [...new Set(thrown)].filter((name) => !caught.includes(name));
  return [
    ...twice.map(
      (name) =>
        `Multiple intermediate catch link event definitions with the same name '${name}' are not allowed.`,
    ),
    ...lost.map((name) => `Can't find a catch link event for the throw link event with the name '${name}'.`),
  ];
};

const compensationThrow: Rule = ({ event, scope, type }) => {
  if (event?.kind !== 'compensation' || !event.activity || type === 'BOUNDARY_EVENT') return [];
  const { activity } = event;
  const around = scope?.type === 'EVENT_SUB_PROCESS' ? scope.scope : undefined;
  return [
    !activity.compensationBoundary &&
      !activity.type.endsWith('SUB_PROCESS') &&
      `The referenced compensation activity '${activity.id}' must have either a compensation boundary event or be a subprocess`,
    activity.scope !== scope &&
      activity.scope !== around &&
      `The referenced compensation activity '${activity.id}' must be in the same scope as the compensation throw event`,
  ];
};

const compensationHandlers: Rule = (node) => [
  node.isForCompensation &&
    node.incoming.length + node.outgoing.length > 0 &&
    'A compensation handler must not have incoming or outgoing sequence flows',
  node.isForCompensation &&
    node.boundaries.length > 0 &&
    'A compensation handler must not have boundary events',
];

/** Elements that run listeners of one event or none (Camunda, «Execution listeners», Limitations). */
const executionListeners: Rule = (node) => {
  const [starts, ends] = [node.executionListeners.start.length > 0, node.executionListeners.end.length > 0];
  const compensation = node.type === 'BOUNDARY_EVENT' && node.event?.kind === 'compensation';
  return [
    node.type === 'START_EVENT' &&
      starts &&
      "Execution listeners of type 'start' are not supported by start events",
    node.type === 'BOUNDARY_EVENT' &&
      !compensation &&
      starts &&
      "Execution listeners of type 'start' are not supported by boundary events",
    compensation &&
      (starts || ends) &&
      "Execution listeners of type 'start' and 'end' are not supported by [compensation] boundary events",
    node.type.endsWith('_GATEWAY') &&
      ends &&
      "Execution listeners of type 'end' are not supported by gateway element",
    node.type === 'END_EVENT' &&
      node.event?.kind === 'error' &&
      ends &&
      "Execution listeners of type 'end' are not supported by [error] end events",
  ];
};

const rules: { code: ProblemCode; rule: Rule }[] = [
  { code: 'INVALID', rule: startEvents },
  { code: 'INVALID', rule: eventSubProcessStart },
  { code: 'INVALID', rule: adHoc },
  { code: 'INVALID', rule: flows },
  { code: 'INVALID', rule: conditions },
  { code: 'INVALID', rule: eventBasedGateway },
  { code: 'INVALID', rule: boundary },
  { code: 'DUPLICATE', rule: uniqueEvents },
  { code: 'DANGLING', rule: links },
  { code: 'INVALID', rule: compensationThrow },
  { code: 'INVALID', rule: compensationHandlers },
  { code: 'UNSUPPORTED', rule: executionListeners },
];

/** Checks a joined process against the rules by which Zeebe refuses one. */
export function checkRules(build: Build): void {
  for (const node of build.nodes)
    for (const { code, rule } of rules)
      for (const message of rule(node, build))
        if (message) build.problems.add(xmlOf(build, node), code, message);
}
