// Bodies of commands, as requests of gateway.proto.
import { z } from 'zod';
import {
  flag,
  integer,
  key,
  list,
  oneOf,
  or,
  reference,
  required,
  requiredList,
  tenant,
  text,
  variables,
} from './fields.ts';

const NEWEST = -1;
const NO_KEY = -1;

/** ProcessInstanceCreationInstruction. */
export const creation = z
  .strictObject({
    processDefinitionId: z.string().nullish(),
    processDefinitionKey: key.nullish(),
    processDefinitionVersion: or(z.int(), NEWEST),
    variables,
    tenantId: tenant('Create Process Instance'),
    operationReference: reference,
    startInstructions: list(z.strictObject({ elementId: required('elementId') })),
    runtimeInstructions: list(
      z.strictObject({
        type: z.literal('TERMINATE_PROCESS_INSTANCE'),
        afterElementId: required('afterElementId'),
      }),
    ),
    awaitCompletion: flag,
    fetchVariables: list(z.string()),
    requestTimeout: integer,
    tags: list(z.string()),
  })
  .transform(({ awaitCompletion, fetchVariables, requestTimeout, ...given }, ctx) => {
    oneOf(ctx, given, ['processDefinitionId', 'processDefinitionKey']);
    const { processDefinitionId, processDefinitionKey, processDefinitionVersion, ...rest } = given;
    return {
      awaitCompletion,
      fetchVariables,
      requestTimeout,
      request: {
        ...rest,
        bpmnProcessId: processDefinitionId ?? '',
        processDefinitionKey: processDefinitionKey ?? NO_KEY,
        version: processDefinitionVersion,
        runtimeInstructions: rest.runtimeInstructions.map((terminate) => ({ terminate })),
      },
    };
  });

/** CancelProcessInstanceRequest, IncidentResolutionRequest, DeleteResourceRequest. */
export const referenceOnly = z.strictObject({ operationReference: reference });

/** ProcessInstanceModificationInstruction. */
export const modification = z.strictObject({
  activateInstructions: list(
    z.strictObject({
      elementId: required('elementId'),
      ancestorElementInstanceKey: or(key, NO_KEY),
      variableInstructions: list(z.strictObject({ variables, scopeId: text })),
    }),
  ),
  terminateInstructions: list(z.strictObject({ elementInstanceKey: key })),
  operationReference: reference,
});

/** ProcessInstanceMigrationInstruction. */
export const migration = z
  .strictObject({
    targetProcessDefinitionKey: key,
    mappingInstructions: requiredList(
      'mappingInstructions',
      z.strictObject({
        sourceElementId: required('sourceElementId'),
        targetElementId: required('targetElementId'),
      }),
    ),
    operationReference: reference,
  })
  .transform(({ operationReference, ...migrationPlan }) => ({ operationReference, migrationPlan }));

/** MessagePublicationRequest. */
export const publication = z.strictObject({
  name: required('name'),
  correlationKey: text,
  timeToLive: integer,
  messageId: text,
  variables,
  tenantId: tenant('Publish Message'),
});

/** MessageCorrelationRequest. */
export const correlation = z.strictObject({
  name: text.refine((given) => given.trim() !== '', { error: 'No messageName provided' }),
  correlationKey: text,
  variables,
  tenantId: tenant('Correlate Message'),
});

/** SignalBroadcastRequest. */
export const broadcast = z.strictObject({
  signalName: required('signalName'),
  variables,
  tenantId: tenant('Broadcast Signal'),
});

/** ClockPinRequest. */
export const clockPin = z.strictObject({ timestamp: z.int() });

/** Commands without a body: what is sent is not looked at. */
export const nothing = z.object({});

/** SetVariableRequest. */
export const setVariables = z.strictObject({
  variables: z.looseObject({}),
  local: flag,
  operationReference: reference,
});

/** AdHocSubProcessActivateActivitiesInstruction. */
export const adHocActivation = z.strictObject({
  elements: requiredList('elements', z.strictObject({ elementId: required('elementId'), variables })),
  cancelRemainingInstances: flag,
});

/** DecisionEvaluationInstruction. */
export const evaluation = z
  .strictObject({
    decisionDefinitionId: z.string().nullish(),
    decisionDefinitionKey: key.nullish(),
    variables,
    tenantId: tenant('Evaluate Decision'),
  })
  .transform(({ decisionDefinitionId, decisionDefinitionKey, ...rest }, ctx) => {
    oneOf(ctx, { decisionDefinitionId, decisionDefinitionKey }, [
      'decisionDefinitionId',
      'decisionDefinitionKey',
    ]);
    return { ...rest, decisionId: decisionDefinitionId ?? '', decisionKey: decisionDefinitionKey ?? NO_KEY };
  });
