import type { z } from 'zod';
import type { presentVariable } from './presenters.ts';
import type { TextOperators, variableSearch } from './search.schema.ts';

type Variable = ReturnType<typeof presentVariable>;
type Query = z.output<typeof variableSearch>;

/** The variables of one task that are asked for: VariableSearchQueryResult. */
export function chosenVariables(all: Variable[], { filter, sort, page }: Query): object {
  const name = filter?.name;
  const fitting = name ? all.filter((variable) => fits(variable.name, name)) : all;
  const sorted = fitting.toSorted((a, b) => {
    for (const { field, order: descending } of sort ?? []) {
      if (a[field] === b[field]) continue;
      return a[field] < b[field] !== descending ? -1 : 1;
    }
    return 0;
  });
  const { from, limit } = page ?? { from: 0, limit: 100 };
  return {
    items: sorted.slice(from, from + limit),
    page: { totalItems: fitting.length, hasMoreTotalItems: false, startCursor: null, endCursor: null },
  };
}

function fits(name: string, { $eq, $neq, $in, $notIn, $exists, $like }: TextOperators): boolean {
  return (
    ($eq === undefined || name === $eq) &&
    ($neq === undefined || name !== $neq) &&
    ($in === undefined || $in.includes(name)) &&
    ($notIn === undefined || !$notIn.includes(name)) &&
    $exists !== false &&
    ($like === undefined || like($like).test(name))
  );
}

/** `*` and `?`, escaped by a backslash. */
function like(pattern: string): RegExp {
  const source = pattern.replace(/\\[*?\\]|[.*+?^${}()|[\]\\]/g, (found) => {
    if (found === '*') return '[^]*';
    if (found === '?') return '[^]';
    return `\\${found.at(-1)}`;
  });
  return new RegExp(`^${source}$`);
}
