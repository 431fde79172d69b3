import type { Behavior } from '../execution.ts';
import { evaluateCalledDecision } from './calledDecision.ts';
import { activateJob, boundariesOf } from './jobs.ts';
import { subscribe } from './subscriptions.ts';
import { activated, completeLater } from './tokens.ts';

/** A business rule task: a decision (DMN) whose result is a variable, or a job. */
export const businessRuleTask: Behavior = {
  activate(x, el, node) {
    if (!node.calledDecision) return activateJob(x, el, node, node.job!);
    const output = evaluateCalledDecision(x, el, node.calledDecision);
    const result = { [node.calledDecision.resultVariable]: output };
    subscribe(x, el, boundariesOf(el, node));
    completeLater(x, activated(x, { ...x.element(el.key)!, result }));
  },
};
