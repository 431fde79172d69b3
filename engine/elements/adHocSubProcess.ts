import { IncidentError } from '../errors.ts';
import type { Behavior } from '../execution.ts';
import { evaluateStrings } from '../expression/evaluate.ts';
import { eventStarts } from './events.ts';
import { boundariesOf } from './jobs.ts';
import { subscribe } from './subscriptions.ts';
import { activated, activateIn, completeLater } from './tokens.ts';

/** An ad hoc sub-process: begins at the elements that its collection names; completes when none is left. */
export const adHocSubProcess: Behavior = {
  activate(x, el, node) {
    const adHoc = node.adHoc!;
    const ids = adHoc.activeElementsCollection
      ? x.evaluate(evaluateStrings, adHoc.activeElementsCollection, el)
      : [];
    const begin = ids.map((id) => {
      const found = node.children.find((child) => child.id === id && child.incoming.length === 0);
      if (found) return found;
      throw new IncidentError(
        'EXTRACT_VALUE_ERROR',
        `Failed to activate ad-hoc elements. No BPMN elements found with ids: '${id}'.`,
      );
    });
    subscribe(x, el, [...boundariesOf(el, node), ...eventStarts(node)]);
    const active = activated(x, x.element(el.key)!);
    for (const child of begin) activateIn(x, x.element(el.key)!, child);
    if (begin.length === 0) completeLater(x, active);
  },
};
