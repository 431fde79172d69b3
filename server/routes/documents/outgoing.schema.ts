import { z } from 'zod';
import { capacity, id, line, organ, text, urgency } from '../../http/shared.schema.ts';

/** What a drafter says about an outgoing document; the Word template is filled from it. */
export const outgoingFields = z
  .object({
    typeCode: z.string().trim().min(1).max(10),
    subject: z.string().trim().min(1).max(500),
    urgency: urgency.default('normal'),
    signerId: id.optional(),
    capacity: capacity.nullable().optional(),
    recipients: z.array(organ).max(200).default([]),
    pageYear: z.int().min(1945).max(2100).optional().meta({
      description: 'Year that the page is dated in and the number is given in; the current one, if not said.',
    }),
    body: z.string().trim().max(100_000).optional().meta({ description: 'Paragraphs, one per line.' }),
  })
  .meta({ id: 'OutgoingFields' });

export const createOutgoingBody = outgoingFields
  .extend({ inResponseTo: id.optional() })
  .meta({ id: 'CreateOutgoing' });

/** Without the defaults of a new draft: what is not given stays as it is. */
export const updateDraftBody = outgoingFields
  .extend({ urgency, recipients: z.array(organ).max(200) })
  .partial()
  .extend({
    version: z.int().min(0).meta({ description: 'The version read; 409 when it has changed since.' }),
  })
  .meta({ id: 'UpdateDraft' });

export const paperDocument = z
  .object({
    source: z.enum(['paper', 'email']),
    issuer: organ,
    notation: z.string().trim().max(100).optional(),
    number: z.string().trim().max(30).optional(),
    issuedDate: z.iso.date(),
    typeCode: z.string().trim().min(1).max(10),
    subject: z.string().trim().min(1).max(500),
    urgency: urgency.default('normal'),
    signer: z
      .object({ capacity: capacity.nullable().optional(), position: line.optional(), fullName: line })
      .optional(),
    dueDate: z.iso.date().optional(),
    note: text.optional(),
  })
  .meta({ id: 'PaperDocument', description: 'The JSON field «document» of an upload by hand.' });
