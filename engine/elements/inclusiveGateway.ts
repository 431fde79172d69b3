import { IncidentError } from '../errors.ts';
import type { Behavior } from '../execution.ts';
import { evaluateBoolean } from '../expression/evaluate.ts';
import { activated, completeLater, takeFlows } from './tokens.ts';

/** Every outgoing flow whose condition holds, else the default. */
export const inclusiveGateway: Behavior = {
  activate(x, el, node) {
    const flows = node.outgoing;
    let chosen = flows
      .map((flow, index) => ({ flow, index }))
      .filter(
        ({ flow }) =>
          flow !== node.defaultFlow && (!flow.condition || x.evaluate(evaluateBoolean, flow.condition, el)),
      )
      .map(({ index }) => index);
    if (chosen.length === 0 && node.defaultFlow) chosen = [flows.indexOf(node.defaultFlow)];
    if (chosen.length === 0 && flows.length > 0)
      throw new IncidentError(
        'CONDITION_ERROR',
        'Expected at least one condition to evaluate to true, or to have a default flow',
      );
    completeLater(x, activated(x, { ...el, chosen }));
  },
  completed(x, el, node, scope) {
    takeFlows(
      x,
      scope,
      el.chosen!.map((index) => node.outgoing[index]!),
    );
  },
};
