import { type Build, xmlOf } from '../build.ts';
import { isActivity } from '../elementTypes.ts';
import { definitionsOf } from '../events.ts';
import type { BpmnElementType, FlowNode } from '../graph.ts';
import type { Rule } from './rule.ts';

/** What the start events say in the XML, also where it cannot be read; '' of a none start event. */
const kindsOf = (build: Build, scope: FlowNode): string[] =>
  scope.startEvents.flatMap((start) => {
    const names = definitionsOf(xmlOf(build, start)).map(({ name }) => name);
    return names.length === 0 ? [''] : names;
  });

const ONLY_INSIDE = new Set([
  'bpmn:errorEventDefinition',
  'bpmn:escalationEventDefinition',
  'bpmn:compensateEventDefinition',
]);

const EVENT_SUB_PROCESS_STARTS = new Set(
  ['message', 'timer', 'error', 'signal', 'escalation'].map((kind) => `bpmn:${kind}EventDefinition`),
);

export const startEvents: Rule = (scope, build) => {
  const kinds = kindsOf(build, scope);
  switch (scope.type) {
    case 'PROCESS':
      return [
        kinds.length === 0 && 'Must have at least one start event',
        kinds.filter((kind) => kind === '').length > 1 && 'Multiple none start events are not allowed',
        kinds.some((kind) => ONLY_INSIDE.has(kind)) &&
          'Start event must be one of: none, message, timer or signal',
      ];
    case 'SUB_PROCESS':
      return [
        scope.startEvents.length !== 1 && 'Must have exactly one start event',
        kinds.some((kind) => kind !== '') && 'Start events in subprocesses must be of type none',
      ];
    case 'EVENT_SUB_PROCESS':
      return [
        scope.startEvents.length !== 1 && 'Must have exactly one start event',
        !kinds.every((kind) => EVENT_SUB_PROCESS_STARTS.has(kind)) &&
          'Start events in event subprocesses must be one of: message, timer, error, signal or escalation',
        scope.incoming.length + scope.outgoing.length > 0 &&
          'Must not have any incoming or outgoing sequence flow',
      ];
    default:
      return [];
  }
};

export const adHoc: Rule = (node) =>
  node.type === 'AD_HOC_SUB_PROCESS'
    ? [
        !node.children.some((child) => isActivity(child.type)) && 'Must have at least one activity.',
        node.startEvents.length > 0 && 'Must not contain a start event.',
        node.children.some((child) => child.type === 'END_EVENT') && 'Must not contain an end event.',
      ]
    : [];

const linksIn = (scope: FlowNode, type: BpmnElementType): string[] =>
  scope.children.flatMap((child) =>
    child.type === type && child.event?.kind === 'link' ? [child.event.name] : [],
  );

/** A name is caught once, sub-processes included. */
const caughtWithin = (scope: FlowNode): string[] => [
  ...linksIn(scope, 'INTERMEDIATE_CATCH_EVENT'),
  ...scope.children.filter((child) => child.children.length > 0).flatMap(caughtWithin),
];

export const links: Rule = (scope) => {
  const caught = caughtWithin(scope);
  const twice = new Set(caught.filter((name, index) => caught.indexOf(name) < index));
  const here = linksIn(scope, 'INTERMEDIATE_CATCH_EVENT');
  const lost = new Set(linksIn(scope, 'INTERMEDIATE_THROW_EVENT').filter((name) => !here.includes(name)));
  return [
    ...[...twice].map(
      (name) =>
        `Multiple intermediate catch link event definitions with the same name '${name}' are not allowed.`,
    ),
    ...[...lost].map(
      (name) => `Can't find an catch link event for the throw link event with the name '${name}'.`,
    ),
  ];
};
