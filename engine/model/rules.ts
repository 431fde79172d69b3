import { type Build, xmlOf } from './build.ts';
import type { ProblemCode } from './problems.ts';
import { boundary, eventSubProcessStart } from './rules/catchEvents.ts';
import { compensationHandlers, compensationThrow } from './rules/compensation.ts';
import { receiveTask, uniqueEvents } from './rules/duplicates.ts';
import { executionListeners } from './rules/executionListeners.ts';
import { conditions, eventBasedGateway, flows } from './rules/flows.ts';
import type { Rule } from './rules/rule.ts';
import { adHoc, links, startEvents } from './rules/scopes.ts';

const rules: { code: ProblemCode; rule: Rule }[] = [
  { code: 'INVALID', rule: startEvents },
  { code: 'INVALID', rule: eventSubProcessStart },
  { code: 'INVALID', rule: adHoc },
  { code: 'INVALID', rule: flows },
  { code: 'INVALID', rule: conditions },
  { code: 'INVALID', rule: eventBasedGateway },
  { code: 'INVALID', rule: boundary },
  { code: 'DUPLICATE', rule: uniqueEvents },
  { code: 'DUPLICATE', rule: receiveTask },
  { code: 'DANGLING', rule: links },
  { code: 'INVALID', rule: compensationThrow },
  { code: 'INVALID', rule: compensationHandlers },
  { code: 'UNSUPPORTED', rule: executionListeners },
];

/** Checks a joined process against the rules by which Zeebe refuses one. */
export function checkRules(build: Build): void {
  for (const node of build.nodes)
    for (const { code, rule } of rules)
      for (const message of rule(node, build))
        if (message) build.problems.add(xmlOf(build, node), code, message);
}
