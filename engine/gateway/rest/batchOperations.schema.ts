// What batch operations are to do, and on which process instances.
import { z } from 'zod';
import { key, required, requiredList } from './fields.ts';
import { instanceFilter } from './instanceFilter.schema.ts';

/** Conditions that the operation sets itself (documented: given ones are ignored). */
const filterWithout = (...overridden: string[]) =>
  instanceFilter.transform(({ conditions, ...rest }) => ({
    ...rest,
    conditions: conditions.filter(({ field }) => !overridden.includes(field)),
  }));

/** ProcessInstanceCancellationBatchOperationRequest. */
export const cancellation = z
  .strictObject({ filter: filterWithout('state', 'parentProcessInstanceKey') })
  .transform(({ filter }) => ({ filter, plan: { type: 'CANCEL_PROCESS_INSTANCE' } as const }));

/** ProcessInstanceIncidentResolutionBatchOperationRequest. */
export const incidentResolution = z
  .strictObject({ filter: filterWithout('state') })
  .transform(({ filter }) => ({ filter, plan: { type: 'RESOLVE_INCIDENT' } as const }));

/** ProcessInstanceMigrationBatchOperationRequest. */
export const migration = z
  .strictObject({
    filter: filterWithout('state'),
    migrationPlan: z.strictObject({
      targetProcessDefinitionKey: key,
      mappingInstructions: requiredList(
        'mappingInstructions',
        z.strictObject({
          sourceElementId: required('sourceElementId'),
          targetElementId: required('targetElementId'),
        }),
      ),
    }),
  })
  .transform(({ filter, migrationPlan }) => ({
    filter,
    plan: {
      type: 'MIGRATE_PROCESS_INSTANCE' as const,
      target: migrationPlan.targetProcessDefinitionKey,
      mappings: migrationPlan.mappingInstructions.map(pair),
    },
  }));

/** ProcessInstanceModificationBatchOperationRequest. */
export const modification = z
  .strictObject({
    filter: filterWithout('state'),
    moveInstructions: requiredList(
      'moveInstructions',
      z.strictObject({
        sourceElementId: required('sourceElementId'),
        targetElementId: required('targetElementId'),
      }),
    ),
  })
  .transform(({ filter, moveInstructions }) => ({
    filter,
    plan: { type: 'MODIFY_PROCESS_INSTANCE' as const, moves: moveInstructions.map(pair) },
  }));

const pair = (given: { sourceElementId: string; targetElementId: string }) => ({
  source: given.sourceElementId,
  target: given.targetElementId,
});
