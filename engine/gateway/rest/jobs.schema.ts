// Bodies of the calls on jobs, as requests of gateway.proto.
import { z } from 'zod';
import { flag, integer, list, or, reference, required, tenant, text, variables } from './fields.ts';

/** JobKind and JobListenerEventType of gateway.proto, by their numbers. */
export const JOB_KINDS = [
  'BPMN_ELEMENT',
  'EXECUTION_LISTENER',
  'TASK_LISTENER',
  'AD_HOC_SUB_PROCESS',
] as const;
export const LISTENER_EVENTS = [
  'ASSIGNING',
  'CANCELING',
  'COMPLETING',
  'CREATING',
  'END',
  'START',
  'UNSPECIFIED',
  'UPDATING',
] as const;

const positive = (name: string) =>
  z.int().refine((given) => given > 0, {
    error: ({ input }) => `The value for ${name} is '${String(input)}' but must be greater than 0`,
  });

/** JobActivationRequest. */
export const activation = z.strictObject({
  type: required('type'),
  worker: text,
  timeout: positive('timeout'),
  maxJobsToActivate: positive('maxJobsToActivate'),
  fetchVariable: list(z.string()),
  requestTimeout: integer,
  tenantIds: list(tenant('Activate Jobs')),
});

const values = z
  .array(z.string())
  .max(1_000)
  .transform((given) => ({ values: given }))
  .nullish();
const corrections = z.strictObject({
  assignee: z.string().nullish(),
  dueDate: z.string().nullish(),
  followUpDate: z.string().nullish(),
  candidateUsers: values,
  candidateGroups: values,
  priority: z.int().nullish(),
});
const result = z.strictObject({
  type: or(z.enum(['userTask', 'adHocSubProcess']), 'userTask'),
  denied: flag,
  deniedReason: text,
  corrections: corrections.nullish(),
  activateElements: list(z.strictObject({ elementId: required('elementId'), variables })),
  isCompletionConditionFulfilled: flag,
  isCancelRemainingInstances: flag,
});

/** JobCompletionRequest. */
export const completion = z.strictObject({ variables, result: result.nullish() });

/** JobFailRequest. */
export const failure = z.strictObject({
  retries: integer,
  errorMessage: text,
  retryBackOff: integer,
  variables,
});

/** JobErrorRequest. */
export const error = z.strictObject({ errorCode: required('errorCode'), errorMessage: text, variables });

/** JobUpdateRequest. */
export const update = z
  .strictObject({
    changeset: z.strictObject({ retries: z.int().nullish(), timeout: z.int().nullish() }),
    operationReference: reference,
  })
  .transform(({ changeset, operationReference }, ctx) => {
    const [retries, timeout] = [changeset.retries ?? undefined, changeset.timeout ?? undefined];
    if (retries === undefined && timeout === undefined)
      ctx.addIssue({ code: 'custom', message: 'At least one of [retries, timeout] is required' });
    return { retries, timeout, operationReference };
  });
