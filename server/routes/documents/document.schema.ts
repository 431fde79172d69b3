import { z } from 'zod';
import {
  day,
  direction,
  documentState,
  id,
  instant,
  organ,
  orNull,
  part,
  person,
  told,
  unitRef,
  urgency,
} from '../../http/shared.schema.ts';
import { task } from '../tasks/task.schema.ts';

export const documentRow = z
  .object({
    id,
    direction,
    state: documentState,
    label: z.string(),
    typeCode: z.string(),
    typeName: z.string(),
    number: z.int().nullable(),
    notation: z.string().nullable(),
    issuedDate: day.nullable(),
    subject: z.string(),
    urgency,
    issuer: organ,
    arrivalNumber: z.int().nullable(),
    arrivalDate: day.nullable(),
    dueDate: day.nullable(),
    source: z.enum(['axis', 'paper', 'email', 'own']),
    undelivered: z.int().meta({ description: 'Recipients that sent it back, or that it could not reach.' }),
  })
  .meta({ id: 'DocumentRow' });

export const documentFile = z
  .object({
    id,
    role: z.enum(['main', 'attachment', 'source']),
    name: z.string(),
    mediaType: z.string(),
    size: z.int(),
    sha256: z.string(),
    version: z.int(),
    createdBy: orNull(person),
    createdAt: instant,
    latest: z.boolean().meta({ description: 'Older versions are kept and can still be read.' }),
  })
  .meta({ id: 'DocumentFile' });

const documentLink = z
  .object({ id, label: z.string(), subject: z.string(), state: documentState, direction })
  .meta({ id: 'DocumentLink' });

export const assignment = z
  .object({
    unit: unitRef,
    person: orNull(person),
    part,
    instruction: z.string().nullable(),
    dueDate: day.nullable(),
    state: z.string(),
    by: orNull(person),
  })
  .meta({ id: 'Assignment' });

export const document = documentRow
  .extend({
    signer: orNull(
      z.object({ capacity: z.string().nullable(), position: z.string().nullable(), fullName: z.string() }),
    ),
    signerId: id.nullable(),
    recipients: z.array(organ),
    body: z.string().nullable(),
    drafter: orNull(person),
    unit: orNull(unitRef),
    inResponseTo: orNull(documentLink),
    responses: z.array(documentLink),
    packetId: z.string().nullable(),
    version: z.int(),
    createdAt: instant,
    files: z.array(documentFile),
    assignments: z.array(assignment),
    tasks: z.array(task).meta({ description: 'Open tasks on this document that are mine.' }),
    allowed: z
      .array(z.string())
      .meta({ description: 'What I may do with it now: «draft.edit», «file.add»…' }),
  })
  .meta({ id: 'Document' });

const named = z.record(z.string(), z.string()).optional();

export const signatureChange = z
  .object({
    kind: z.string(),
    allowed: z.boolean(),
    code: z.string(),
    message: z.string(),
    values: named,
    page: z.int().optional(),
  })
  .meta({
    id: 'SignatureChange',
    description: 'The message is Vietnamese; `code` says which it is, `values` are what it names.',
  });

export const signatureReason = z
  .object({ code: z.string(), message: z.string(), values: named })
  .meta({ id: 'SignatureReason', description: 'The message is Vietnamese; `values` are what it names.' });

export const signatureReport = z
  .object({
    field: z.string(),
    kind: z.enum(['signature', 'document-timestamp']),
    verdict: z.enum(['valid', 'changed', 'broken', 'untrusted', 'unknown']),
    sentence: z.string(),
    signer: z.object({
      name: z.string(),
      organization: z.string().optional(),
      capacity: z.string().optional(),
    }),
    signedAt: instant.nullable(),
    signedAtSource: z.enum(['timestamp', 'claimed']).nullable(),
    revocation: z.enum(['good', 'revoked', 'not-checked']),
    level: z.string().nullable(),
    coverage: z.string(),
    changes: z.array(signatureChange).meta({ description: 'What came after the signature.' }),
    reasons: z.array(signatureReason),
  })
  .meta({ id: 'SignatureReport' });

export const timelineEntry = z
  .object({
    id: z.string(),
    at: instant,
    actor: orNull(person).meta({ description: 'null: the system itself.' }),
    action: z.string(),
    ...told,
    remark: z.string().nullable(),
  })
  .meta({ id: 'TimelineEntry' });

export const delivery = z
  .object({
    recipient: organ,
    packetId: z.string().nullable(),
    state: z.enum(['waiting', 'sending', 'delivered', 'failed', 'paper']),
    attempts: z.int(),
    lastError: z.string().nullable(),
    deliveredAt: instant.nullable(),
    receipt: z
      .string()
      .nullable()
      .meta({ description: "The receiver's acknowledgement: evidence of delivery." }),
    statuses: z.array(
      z.object({ code: z.string(), label: z.string(), at: instant, description: z.string().nullable() }),
    ),
  })
  .meta({ id: 'Delivery' });
