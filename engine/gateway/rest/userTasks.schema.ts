// Bodies of the commands on user tasks (https://docs.camunda.io/docs/apis-tools/orchestration-cluster-api-rest/).
import { z } from 'zod';
import { isPriority } from '../../elements/userTaskAttributes.ts';
import { isDateTime } from '../../expression/timers.ts';
import { variables } from './fields.ts';

const MAX_TEXT = 255;
const MAX_ITEMS = 1_000;

const action = z.string().max(MAX_TEXT).nullish();

export const completion = z
  .strictObject({ variables, action })
  .transform((sent) => ({ variables: sent.variables, action: sent.action || 'complete' }));

export const assignment = z
  .strictObject({
    assignee: z.string().max(MAX_TEXT).nullish(),
    allowOverride: z.boolean().nullish(),
    action,
  })
  .transform((sent, ctx) => {
    if (!sent.assignee?.trim()) ctx.addIssue({ code: 'custom', message: 'No assignee provided' });
    return {
      assignee: sent.assignee ?? '',
      allowOverride: sent.allowOverride ?? true,
      action: sent.action || 'assign',
    };
  });

/** Nobody has it any more. */
export const unassignment = z
  .object({})
  .transform(() => ({ assignee: '', allowOverride: true, action: 'unassign' }));

const texts = z.array(z.string().max(MAX_TEXT)).max(MAX_ITEMS).nullish();
const date = (name: string) =>
  z
    .string()
    .max(MAX_TEXT)
    .nullish()
    .refine((text) => isDateTime(text ?? ''), {
      error: ({ input }) =>
        `The provided ${name} '${String(input)}' cannot be parsed as a date according to RFC 3339, section 5.6`,
    });

const changeset = z.object({
  dueDate: date('due date'),
  followUpDate: date('follow-up date'),
  candidateUsers: texts,
  candidateGroups: texts,
  priority: z
    .number()
    .nullish()
    .refine((priority) => isPriority(priority ?? 0), {
      error: ({ input }) =>
        `The value for priority is '${String(input)}' but must be within the [0,100] range`,
    }),
});

type Changes = { [K in keyof z.output<typeof changeset>]?: NonNullable<z.output<typeof changeset>[K]> };

export const update = z.strictObject({ changeset: changeset.nullish(), action }).transform((sent, ctx) => {
  const given = Object.entries(sent.changeset ?? {}).filter(
    ([, value]) => value !== null && value !== undefined,
  );
  if (given.length === 0 && !sent.action)
    ctx.addIssue({
      code: 'custom',
      message:
        'No update data provided. Provide at least an "action" or a non-null value for a supported attribute in the "changeset"',
    });
  return { changes: Object.fromEntries(given) as Changes, action: sent.action || 'update' };
});
