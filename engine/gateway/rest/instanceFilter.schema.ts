// How process instances are chosen: ProcessInstanceFilter.
import { z } from 'zod';
import type { InstanceFilter } from '../../monitor/search/instanceConditions.ts';
import { conditionsOf, date, flag, integer, key, nullish, oneOf, tags, text } from './search.schema.ts';
import { variableConditions, variables } from './variableFilter.schema.ts';

/** Filters of which one must fit. */
const MAX_ALTERNATIVES = 20;

const ofDefinition = {
  processDefinitionId: text,
  processDefinitionName: text,
  processDefinitionVersion: integer,
  processDefinitionVersionTag: text,
  processDefinitionKey: key,
};

/** BaseProcessInstanceFilterFields; what was terminated is canceled in history. */
const ofInstance = {
  processInstanceKey: key,
  parentProcessInstanceKey: key,
  parentElementInstanceKey: key,
  startDate: date,
  endDate: date,
  state: oneOf(['ACTIVE', 'COMPLETED', 'TERMINATED'], (state) =>
    state === 'TERMINATED' ? 'CANCELED' : state,
  ),
  hasIncident: flag,
  tenantId: text,
  batchOperationKey: text,
  errorMessage: text,
  hasRetriesLeft: flag,
  elementId: text,
  elementInstanceState: oneOf(['ACTIVE', 'COMPLETED', 'TERMINATED']),
  hasElementInstanceIncident: flag,
  incidentErrorHashCode: integer,
};

interface Given {
  variables?: z.output<typeof variables> | null | undefined;
  tags?: string[] | null | undefined;
  batchOperationId?: unknown;
  [field: string]: unknown;
}
const given = (fields: Record<string, z.ZodType>) => ({
  ...nullish(fields),
  variables: variables.nullish(),
  tags: tags.nullish(),
  /** Of 8.8's first versions; now `batchOperationKey`. */
  batchOperationId: text.nullish(),
});

function chosenBy(
  { variables: asked, tags: all, batchOperationId, ...fields }: Given,
  ctx: z.RefinementCtx,
): InstanceFilter {
  const older = batchOperationId ?? undefined;
  if (older !== undefined && (fields.batchOperationKey ?? undefined) !== undefined)
    ctx.addIssue({
      code: 'custom',
      message: 'Only one of [batchOperationId, batchOperationKey] is allowed',
    });
  const operators = older === undefined ? fields : { ...fields, batchOperationKey: older };
  return {
    conditions: [
      ...conditionsOf<keyof typeof ofInstance | keyof typeof ofDefinition>(operators),
      ...(all ?? []).map((value) => ({ field: 'tags', operator: '$eq', value }) as const),
    ],
    variables: variableConditions('processInstance', asked),
  };
}

const whole = given({ ...ofInstance, ...ofDefinition });
const alternative = z.strictObject(whole).transform(chosenBy);
const filterOf = (fields: ReturnType<typeof given>, one: typeof alternative) =>
  z
    .strictObject({ ...fields, $or: z.array(one).max(MAX_ALTERNATIVES).nullish() })
    .transform(({ $or, ...rest }, ctx) => ({ ...chosenBy(rest, ctx), alternatives: $or ?? [] }));

/** ProcessInstanceFilter. */
export const instanceFilter = filterOf(whole, alternative);

/** ProcessDefinitionStatisticsFilter: the definition is that of the path. */
const part = given(ofInstance);
export const statisticsFilter = filterOf(part, z.strictObject(part).transform(chosenBy));
