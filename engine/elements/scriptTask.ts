import type { Behavior } from '../execution.ts';
import { evaluate } from '../expression/evaluate.ts';
import { activateJob, boundariesOf } from './jobs.ts';
import { subscribe } from './subscriptions.ts';
import { activated, completeLater } from './tokens.ts';

/** A script task: a FEEL expression whose result is a variable, or a job. */
export const scriptTask: Behavior = {
  activate(x, el, node) {
    if (!node.script) return activateJob(x, el, node, node.job!);
    const { expression, resultVariable } = node.script;
    const result = { [resultVariable]: x.evaluate(evaluate, expression, el) };
    subscribe(x, el, boundariesOf(el, node));
    completeLater(x, activated(x, { ...x.element(el.key)!, result }));
  },
};
