import { IncidentError } from '../errors.ts';
import type { Behavior } from '../execution.ts';
import { evaluateBoolean } from '../expression/evaluate.ts';
import type { SequenceFlow } from '../model/graph.ts';
import { activated, completeLater, takeFlows } from './tokens.ts';

/** One outgoing flow: the first whose condition holds, else the default. */
export const exclusiveGateway: Behavior = {
  activate(x, el, node) {
    completeLater(x, activated(x, { ...el, chosen: choose(node.outgoing) }));

    function choose(flows: readonly SequenceFlow[]): number[] {
      if (flows.length === 0) return [];
      if (flows.length === 1 && !flows[0]!.condition) return [0];
      for (const [index, flow] of flows.entries()) {
        if (flow === node.defaultFlow || !flow.condition) continue;
        if (x.evaluate(evaluateBoolean, flow.condition, el)) return [index];
      }
      if (node.defaultFlow) return [flows.indexOf(node.defaultFlow)];
      throw new IncidentError(
        'CONDITION_ERROR',
        'Expected at least one condition to evaluate to true, or to have a default flow',
      );
    }
  },
  completed(x, el, node, scope) {
    takeFlows(
      x,
      scope,
      el.chosen!.map((index) => node.outgoing[index]!),
    );
  },
};
