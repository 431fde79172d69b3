import type { Behavior } from '../execution.ts';
import { evaluate } from '../expression/evaluate.ts';
import { pathEnded } from './adHocSubProcess.ts';
import { activated, activateIn, adjustActive } from './tokens.ts';
import { charge, setLocal } from './variables.ts';

/** One activation in an ad hoc sub-process: the scope of the element activated and of all that follows it. */
export const adHocInnerInstance: Behavior = {
  activate(x, el) {
    const { trigger, ...rest } = el;
    setLocal(x, el, trigger!.variables);
    activateIn(x, activated(x, rest), x.graph(el).nodes[trigger!.node]!);
  },
  completing(x, el, node) {
    const { outputCollection, outputElement } = node.scope!.adHoc!;
    if (!outputCollection || !outputElement) return;
    const value = x.evaluate(evaluate, outputElement, el);
    charge(x, value);
    const scope = x.scope(el)!;
    const collected = x.state.instances.variables(scope.pi, scope.key)?.get(outputCollection);
    if (Array.isArray(collected)) setLocal(x, scope, { [outputCollection]: [...collected, value] });
  },
  completed(x, _el, _node, scope) {
    adjustActive(x, scope.key, -1);
    pathEnded(x, x.element(scope.key)!);
  },
};
