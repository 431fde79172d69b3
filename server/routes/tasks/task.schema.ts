import { z } from 'zod';
import {
  day,
  direction,
  id,
  instant,
  orNull,
  part,
  person,
  taskKind,
  urgency,
} from '../../http/shared.schema.ts';

const taskDocument = z
  .object({
    id,
    direction,
    label: z.string().meta({ description: '«2225/TTr-STTTT», or «Chưa có số».' }),
    subject: z.string(),
    issuerName: z.string(),
    drafterName: z.string().nullable().meta({ description: 'Who wrote it, in this agency.' }),
    urgency,
    state: z.string(),
    arrivalNumber: z.int().nullable(),
    arrivalDate: day.nullable(),
  })
  .meta({ id: 'TaskDocument' });

export const task = z
  .object({
    id,
    kind: taskKind,
    title: z.string(),
    document: orNull(taskDocument),
    assignee: orNull(person),
    onBehalfOf: orNull(person).meta({ description: 'Whose task it would be, had they not handed it over.' }),
    part: orNull(part),
    state: z.enum(['open', 'done', 'cancelled']),
    outcome: z.string().nullable(),
    remark: z.string().nullable(),
    createdAt: instant,
    dueAt: instant.nullable(),
    doneAt: instant.nullable(),
    late: z.boolean(),
    outcomes: z.array(z.string()).meta({ description: 'What this person may choose now; empty once done.' }),
  })
  .meta({ id: 'Task' });

export const taskDetail = task
  .extend({
    returnedWith: z
      .string()
      .nullable()
      .meta({ description: 'Remark of the last return, when this step is done again.' }),
    problem: z
      .string()
      .nullable()
      .meta({ description: 'Why the document can only be returned to its sender (kind «receive»).' }),
    instruction: z.string().nullable().meta({ description: "The leader's instruction on the document." }),
    proposal: orNull(z.object({ number: z.int(), notation: z.string(), date: day })).meta({
      description: 'Number and date that the register would give now (kind «number»).',
    }),
    responses: z
      .array(z.object({ id, label: z.string(), subject: z.string(), state: z.string() }))
      .meta({ description: 'Outgoing documents opened in response (kind «handle»).' }),
  })
  .meta({ id: 'TaskDetail' });

export const taskCounts = z
  .object({
    todo: z.int(),
    late: z.int(),
    kinds: z.array(z.object({ kind: taskKind, todo: z.int(), late: z.int() })),
  })
  .meta({ id: 'TaskCounts' });
