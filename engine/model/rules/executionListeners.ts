import type { Rule } from './rule.ts';

/** Elements that run listeners of one event or none (Camunda, «Execution listeners», Limitations). */
export const executionListeners: Rule = (node) => {
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
