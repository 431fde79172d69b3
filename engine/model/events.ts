import { compileExpression } from '../expression/compile.ts';
import { parseCycle, readInterval, readMoment } from '../expression/timers.ts';
import { type Build, xmlOf } from './build.ts';
import type { EventDefinition, FlowNode } from './graph.ts';
import { attribute, childrenNamed, type XmlElement } from './xml.ts';

const definitionKinds: Record<string, EventDefinition['kind']> = {
  'bpmn:messageEventDefinition': 'message',
  'bpmn:timerEventDefinition': 'timer',
  'bpmn:signalEventDefinition': 'signal',
  'bpmn:errorEventDefinition': 'error',
  'bpmn:escalationEventDefinition': 'escalation',
  'bpmn:linkEventDefinition': 'link',
  'bpmn:terminateEventDefinition': 'terminate',
  'bpmn:compensateEventDefinition': 'compensation',
};

type Kinds = readonly (EventDefinition['kind'] | 'none')[];
/** Which events run where, and how a refusal words it. */
const allowed: Record<string, { kinds: Kinds; message: string }> = {
  START_EVENT: {
    kinds: ['none', 'message', 'timer', 'signal', 'error', 'escalation', 'compensation'],
    message: 'Start event must be one of: none, message, timer, signal, error, escalation or compensation',
  },
  INTERMEDIATE_CATCH_EVENT: {
    kinds: ['message', 'timer', 'signal', 'link'],
    message: 'Event definition must be one of: message, timer, signal, or link',
  },
  INTERMEDIATE_THROW_EVENT: {
    kinds: ['none', 'message', 'link', 'signal', 'escalation', 'compensation'],
    message: 'Event definition must be one of: message, link, signal, escalation, compensation',
  },
  BOUNDARY_EVENT: {
    kinds: ['message', 'timer', 'signal', 'error', 'escalation', 'compensation'],
    message: 'Boundary events must be one of: timer, message, error, signal, escalation',
  },
  END_EVENT: {
    kinds: ['none', 'message', 'error', 'signal', 'escalation', 'terminate', 'compensation'],
    message: 'End events must be one of: none, error, message, terminate, signal, escalation or compensation',
  },
};

const EXACTLY_ONE = 'Must have exactly one event definition';
const AT_MOST_ONE = 'Must have at most one event definition';

/** The event definitions written in an event. */
export const definitionsOf = (element: XmlElement): XmlElement[] =>
  element.children.filter((child) => child.name.endsWith('EventDefinition'));

const isThrowing = (node: FlowNode): boolean =>
  node.type === 'INTERMEDIATE_THROW_EVENT' || node.type === 'END_EVENT';

/** A message start event of a process needs no correlation key: there is no instance yet to find. */
const opensSubscription = (node: FlowNode): boolean =>
  !(node.type === 'START_EVENT' && node.scope?.type === 'PROCESS');

/** Reads what makes an event one of its kind; undefined for a none event, or where it is refused. */
export function readEvent(build: Build, node: FlowNode, element: XmlElement): EventDefinition | undefined {
  const { problems } = build;
  const definitions = definitionsOf(element);
  const [definition] = definitions;
  const rule = allowed[node.type];
  if (!rule) throw new Error(`${node.type} is no event`);
  for (const other of definitions)
    if (!definitionKinds[other.name])
      problems.add(other, 'UNSUPPORTED', 'Event definition of this type is not supported');
  const needsOne = !rule.kinds.includes('none');
  if (definitions.length > 1) {
    const most = node.type === 'START_EVENT' ? "Start event can't have more than one type" : AT_MOST_ONE;
    problems.add(element, 'UNSUPPORTED', needsOne ? EXACTLY_ONE : most);
    return undefined;
  }
  if (!definition) {
    const elsewhere = childrenNamed(element, 'bpmn:eventDefinitionRef').length > 0;
    if (needsOne || elsewhere) problems.add(element, 'MISSING', needsOne ? EXACTLY_ONE : AT_MOST_ONE);
    return undefined;
  }
  const kind = definitionKinds[definition.name];
  if (!kind || !rule.kinds.includes(kind)) {
    problems.add(element, 'UNSUPPORTED', rule.message);
    return undefined;
  }
  return readers[kind](build, node, definition);
}

type Reader = (build: Build, node: FlowNode, definition: XmlElement) => EventDefinition | undefined;

const readers: Record<EventDefinition['kind'], Reader> = {
  message: (build, node, definition) =>
    readMessage(build, definition, !isThrowing(node) && opensSubscription(node)),
  timer: readTimer,
  signal: (build, _node, definition) => {
    const signal = build.globals.signals.get(attribute(definition, 'signalRef') ?? '');
    if (!signal) build.problems.add(definition, 'DANGLING', 'Must reference a signal');
    else if (!signal.name && !attribute(signal.element, 'name'))
      build.problems.add(signal.element, 'MISSING', 'Name must be present and not empty');
    return signal?.name && { kind: 'signal', name: signal.name };
  },
  error: (build, node, definition) => readCoded(build, node, definition, 'error'),
  escalation: (build, node, definition) => readCoded(build, node, definition, 'escalation'),
  link: (build, _node, definition) => {
    const name = attribute(definition, 'name');
    if (name === undefined)
      build.problems.add(definition, 'MISSING', 'Link name must be present and not empty.');
    return { kind: 'link', name: name ?? '' };
  },
  terminate: () => ({ kind: 'terminate' }),
  compensation: (build, node, definition) => {
    const where = node.type === 'END_EVENT' ? 'end event' : 'intermediate throwing event';
    if (isThrowing(node) && attribute(definition, 'waitForCompletion') === 'false')
      build.problems.add(
        xmlOf(build, node),
        'UNSUPPORTED',
        `A compensation ${where} waitForCompletion attribute must be true or not present`,
      );
    return { kind: 'compensation' };
  },
};

/** @param subscribes whether the place waits for the message, and so needs its correlation key */
export function readMessage(
  build: Build,
  definition: XmlElement,
  subscribes: boolean,
): EventDefinition | undefined {
  const { globals, problems } = build;
  const message = globals.messages.get(attribute(definition, 'messageRef') ?? '');
  if (!message) {
    const throwing =
      definition.parent?.name.endsWith('ThrowEvent') || definition.parent?.name === 'bpmn:endEvent';
    if (!throwing) problems.add(definition, 'DANGLING', 'Must reference a message');
    return undefined;
  }
  if (!attribute(message.element, 'name'))
    problems.add(message.element, 'MISSING', 'Name must be present and not empty');
  if (subscribes && message.subscriptions !== 1)
    problems.add(message.element, 'MISSING', 'Must have exactly one zeebe:subscription extension element');
  if (!message.name) return undefined;
  return {
    kind: 'message',
    messageId: message.id,
    name: message.name,
    correlationKey: subscribes ? message.correlationKey : undefined,
  };
}

function readCoded(
  build: Build,
  node: FlowNode,
  definition: XmlElement,
  kind: 'error' | 'escalation',
): EventDefinition | undefined {
  const { globals, problems } = build;
  const reference = attribute(definition, `${kind}Ref`);
  const target = (kind === 'error' ? globals.errors : globals.escalations).get(reference ?? '');
  const attributeName = `${kind}Code`;
  if (!target) {
    if (reference !== undefined || isThrowing(node))
      problems.add(definition, 'DANGLING', `Must reference an ${kind}`);
    return { kind };
  }
  if (isThrowing(node) && !attribute(target.element, attributeName))
    problems.add(
      target.element,
      'MISSING',
      `${kind === 'error' ? 'ErrorCode' : 'EscalationCode'} must be present and not empty`,
    );
  if (!isThrowing(node) && target.code?.kind === 'feel') {
    problems.add(
      target.element,
      'EXPRESSION',
      `The ${attributeName} of the ${kind} catch event is not allowed to be an expression`,
    );
    return { kind };
  }
  return { kind, code: target.code };
}

const timers = { timeDate: 'date', timeDuration: 'duration', timeCycle: 'cycle' } as const;

/** How a timer is read that is no expression. */
const timerTexts = {
  date: { read: readMoment, what: 'date-time' },
  duration: { read: readInterval, what: 'duration' },
  cycle: { read: parseCycle, what: 'cycle' },
};

function readTimer(build: Build, node: FlowNode, definition: XmlElement): EventDefinition | undefined {
  const { problems } = build;
  const given = definition.children.filter((child) => child.name.slice(5) in timers);
  const [element] = given;
  const text = element?.text.trim() ?? '';
  if (node.type === 'INTERMEDIATE_CATCH_EVENT' && given.every(({ name }) => name === 'bpmn:timeCycle'))
    problems.add(
      xmlOf(build, node),
      'INVALID',
      'Intermediate timer catch event must have either a time duration or a time date.',
    );
  if (!element || given.length !== 1 || text === '') {
    problems.add(
      definition,
      'MISSING',
      'Must be exactly one type of timer: timeDuration, timeDate or timeCycle',
    );
    return undefined;
  }
  const timer = timers[element.name.slice(5) as keyof typeof timers];
  const expression = problems.reading(element, () => compileExpression(text));
  if (!expression) return undefined;
  const { read, what } = timerTexts[timer];
  if (expression.kind === 'static' && read(text) === null)
    problems.add(element, 'EXPRESSION', `Invalid ${what} format '${text}'`);
  return { kind: 'timer', timer, expression };
}
