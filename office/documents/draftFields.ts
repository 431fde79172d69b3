import { z } from 'zod';
import { capacity, id, recipients, subject, typeCode, urgency, year } from '../inputs.ts';

/** What a drafter says about an outgoing document; the Word template is filled from it. */
export const outgoingFields = z.object({
  typeCode,
  subject,
  urgency: urgency.default('normal'),
  signerId: id.optional(),
  capacity: capacity.nullish(),
  recipients: recipients.default([]),
  pageYear: year.optional().meta({
    description: 'Year that the page is dated in and the number is given in; the current one, if not said.',
  }),
  body: z.string().trim().max(100_000).optional().meta({ description: 'Paragraphs, one per line.' }),
});

export type OutgoingFields = z.output<typeof outgoingFields>;
