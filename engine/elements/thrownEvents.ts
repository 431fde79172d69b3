import type { Execution } from '../execution.ts';
import { evaluateString } from '../expression/evaluate.ts';
import type { FlowNode } from '../model/graph.ts';
import type { ElementInstance } from '../state/rows.ts';
import { compensate } from './compensation.ts';
import { broadcast } from './signals.ts';
import { throwEscalation } from './throwing.ts';
import { activated, completeLater } from './tokens.ts';
import { localVariables } from './variables.ts';

/** What a throw event and an end event do alike: throw an escalation, compensate, broadcast a signal; then they complete. */
export function throwEvent(x: Execution, el: ElementInstance, { event }: FlowNode): void {
  if (event?.kind === 'escalation') {
    const code = event.code ? x.evaluate(evaluateString, event.code, el) : '';
    const active = activated(x, el);
    const caught = throwEscalation(x, active, code);
    x.record('ESCALATION', caught ? 'ESCALATED' : 'NOT_ESCALATED', x.key(), active, code);
    if (!caught?.node.interrupting) completeLater(x, active);
    return;
  }
  if (event?.kind === 'compensation') {
    if (!compensate(x, activated(x, el), event.activity)) completeLater(x, x.element(el.key)!);
    return;
  }
  if (event?.kind === 'signal')
    broadcast(x, x.evaluate(evaluateString, event.name, el), x.tenant(el), localVariables(x, el));
  completeLater(x, activated(x, el));
}
