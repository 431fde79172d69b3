import type { Behavior } from '../execution.ts';
import { pathEnded } from './adHocSubProcess.ts';
import { eventStarts } from './events.ts';
import { subscribe } from './subscriptions.ts';
import { activated, activateIn, takeFlows } from './tokens.ts';

/** An event sub-process: begins at the start event whose event has happened. */
export const eventSubProcess: Behavior = {
  activate(x, el, node) {
    subscribe(x, el, eventStarts(node));
    const { trigger, ...rest } = x.element(el.key)!;
    const start = trigger ? x.graph(el).nodes[trigger.node]! : node.startEvents[0]!;
    activateIn(x, activated(x, rest), start, { triggered: true, variables: trigger?.variables ?? {} });
  },
  completed(x, _el, _node, scope) {
    takeFlows(x, scope, []);
    if (x.node(scope).adHoc) pathEnded(x, x.element(scope.key)!);
  },
};
