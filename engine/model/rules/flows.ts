import type { FlowNode } from '../graph.ts';
import { repeated } from './duplicates.ts';
import type { Rule } from './rule.ts';

export const flows: Rule = (node) => [
  node.type === 'END_EVENT' &&
    node.outgoing.length > 0 &&
    'End events must not have outgoing sequence flows to other elements.',
  node.type === 'BOUNDARY_EVENT' && node.incoming.length > 0 && 'Cannot have incoming sequence flows',
];

export const conditions: Rule = (node, build) => {
  const inclusive = node.type === 'INCLUSIVE_GATEWAY';
  if (!inclusive && node.type !== 'EXCLUSIVE_GATEWAY')
    return [
      node.outgoing.some((flow) => build.conditional.has(flow)) &&
        'Conditional sequence flows are only supported at exclusive or inclusive gateway',
    ];
  const open = node.outgoing.filter((flow) => !build.conditional.has(flow) && flow !== node.defaultFlow);
  if (node.outgoing.length > 1)
    for (const flow of open)
      build.problems.add(
        build.flowXml.get(flow)!,
        'MISSING',
        inclusive ? 'Must have a condition' : 'Must have a condition or be default flow',
      );
  return [];
};

const CATCHABLE = new Set(['message', 'timer', 'signal']);

const caught = (target: FlowNode): boolean =>
  target.type === 'INTERMEDIATE_CATCH_EVENT' && (!target.event || CATCHABLE.has(target.event.kind));

export const eventBasedGateway: Rule = (node) => {
  if (node.type !== 'EVENT_BASED_GATEWAY') return [];
  const targets = node.outgoing.map((flow) => flow.target);
  return [
    targets.length < 2 && 'Event-based gateway must have at least 2 outgoing sequence flows.',
    !targets.every(caught) &&
      'Event-based gateway must not have an outgoing sequence flow to other elements than message/timer/signal intermediate catch events.',
    targets.some((target) => target.incoming.some((flow) => flow.source !== node)) &&
      'Target elements of an event gateway must not have any additional incoming sequence flows other than that from the event gateway.',
    ...repeated(targets.filter((target) => target.event && CATCHABLE.has(target.event.kind))),
  ];
};
