// What a schema finds wrong with a body, in the words of the REST API.
import type { z } from 'zod';
import { badRequest, invalid, type Problem } from './problem.ts';

type Issue = z.core.$ZodIssue;

/** What cannot be read at all comes before what says nothing that can be done. */
export function problemOf({ issues }: z.ZodError): Problem {
  const all = issues.map(innermost);
  const unreadable = all.find((issue) => !isViolation(issue));
  if (unreadable) return badRequest(unreadableText(unreadable));
  return invalid(`${all.map(violationText).join('. ')}.`);
}

/** Of the alternatives of a union, the one that fits best: whose fault lies deepest. */
function innermost(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const inner = issue.errors.map(([first]) => innermost(first!));
  const depth = ({ path, code }: Issue) => path.length + (code === 'unrecognized_keys' ? 1 : 0);
  const deepest = inner.reduce((a, b) => (depth(b) > depth(a) ? b : a));
  return { ...deepest, path: [...issue.path, ...deepest.path] };
}

const isMissing = (issue: Issue): boolean =>
  issue.code === 'invalid_type' && (issue.input ?? undefined) === undefined && issue.path.length > 0;
const isViolation = (issue: Issue): boolean => issue.code === 'custom' || isMissing(issue);

function violationText(issue: Issue): string {
  return issue.code === 'custom' ? issue.message : `No ${String(issue.path.at(-1))} provided`;
}

function unreadableText(issue: Issue): string {
  if (issue.code === 'invalid_value' && typeof issue.input === 'string')
    return `Unexpected value '${issue.input.slice(0, 100)}' for enum field '${String(issue.path.at(-1))}'. Use any of the following values: [${issue.values.join(', ')}]`;
  const path = [...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys.slice(0, 1) : [])];
  return path.length === 0
    ? 'Request body cannot be parsed'
    : `Request property [${path.filter((part) => typeof part !== 'number').join('.')}] cannot be parsed`;
}
