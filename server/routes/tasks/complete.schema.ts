import { chosenPlace, inputs } from '@congvan/office';
import { z } from 'zod';
import { day, id, line, text } from '../../http/shared.schema.ts';
import { outgoingFields } from '../documents/outgoing.schema.ts';

const note = text.optional();
const { keyOpening, sha256 } = inputs;
/** Where the image goes, when it was moved; and the file that was shown. */
const shown = { place: chosenPlace.optional(), fileSha256: sha256.optional() };
const initial = { passphrase: keyOpening.passphrase.optional(), otp: keyOpening.otp, ...shown };
const units = z.array(z.object({ unitId: id })).max(50);
const recipients = inputs.recipients.min(1);

/** One outcome of one kind of task, as a named component: `ReceiveReceive`, `SignReturn`. */
const outcome = <K extends string, O extends string, S extends z.ZodRawShape>(kind: K, name: O, shape: S) =>
  z
    .object({ kind: z.literal(kind), outcome: z.literal(name), ...shape })
    .meta({ id: `${capitalised(kind)}${capitalised(name)}` });

const capitalised = (word: string) => word[0]!.toUpperCase() + word.slice(1);
const returned = <K extends string>(kind: K) => outcome(kind, 'return', { remark: text });

/** The input of `POST /tasks/{id}/complete`. */
export const completeTask = z
  .discriminatedUnion('kind', [
    z.discriminatedUnion('outcome', [
      outcome('receive', 'receive', { arrivalDate: day.optional() }),
      outcome('receive', 'refuse', { reason: text }),
    ]),
    outcome('submit', 'submit', { leaderId: id, note }),
    z.discriminatedUnion('outcome', [
      outcome('instruct', 'instruct', {
        instruction: text,
        lead: z.object({ unitId: id }),
        assist: units.default([]),
        know: units.default([]),
        dueDate: day.optional(),
      }),
      outcome('instruct', 'returnToClerk', { remark: text }),
    ]),
    outcome('assign', 'assign', { userId: id, note }),
    z.discriminatedUnion('outcome', [
      outcome('handle', 'respond', outgoingFields.shape),
      outcome('handle', 'finish', { result: text }),
    ]),
    outcome('acknowledge', 'acknowledge', { note }),
    outcome('draft', 'submit', {
      unitHeadId: id,
      formReviewerId: id,
      signerId: id,
      recipients: recipients.optional(),
      note,
    }),
    z.discriminatedUnion('outcome', [
      outcome('reviewContent', 'approve', { note, ...initial }),
      returned('reviewContent'),
    ]),
    z.discriminatedUnion('outcome', [
      outcome('reviewForm', 'approve', { note, ...initial }),
      returned('reviewForm'),
    ]),
    z.discriminatedUnion('outcome', [outcome('sign', 'sign', { ...keyOpening, ...shown }), returned('sign')]),
    outcome('number', 'number', { date: day, number: z.int().min(1).max(1_000_000).optional() }),
    outcome('seal', 'seal', { ...keyOpening, ...shown }),
    outcome('send', 'send', { recipients, note: line.optional() }),
  ])
  .meta({ id: 'CompleteTask' });
