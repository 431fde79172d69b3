// Filters by the values of variables (VariableValueFilterProperty).
import { z } from 'zod';
import type { VariableCondition } from '../../monitor/search/variableConditions.ts';
import { equality, filterOf, like, operatorsOf, string } from './search.schema.ts';

const MAX_VARIABLES = 20;

/** Values of variables are JSON texts, as short as they can be written. */
const json = string.transform((given) => {
  try {
    return JSON.stringify(JSON.parse(given));
  } catch {
    return given;
  }
});
export const variables = z
  .array(
    z.strictObject({
      name: z.string().min(1).pipe(string),
      value: filterOf(json, z.strictObject({ ...equality(json), ...like })),
    }),
  )
  .max(MAX_VARIABLES);
export const variableConditions = (
  of: VariableCondition['of'],
  given: z.output<typeof variables> | null | undefined,
) =>
  (given ?? []).flatMap(({ name, value: operators }) =>
    operatorsOf(operators).map(([operator, value]) => ({ of, name, operator, value }) as VariableCondition),
  );
