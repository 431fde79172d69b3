/** Pieces of the use cases' input schemas: every text, list and number is bounded. Named ones bear that name in OpenAPI. */
import { z } from 'zod';

export const id = z.uuid();
/** A key of the engine: 64 bits, hence text. None that the database, or a double of the read side, could not hold. */
export const engineKey = z.string().regex(/^(\d{1,18}|[0-8]\d{18})$/);
/** From the year 1 on: PostgreSQL knows no year 0. */
export const day = z.iso.date().refine((text) => text >= '0001', 'Không có năm 0.');
const [FIRST_MS, LAST_MS] = [Date.parse('0001-01-01T00:00:00Z'), Date.parse('9999-12-31T23:59:59.999Z')];
/** With an offset; of a year that has four digits in UTC too, as ISO 8601 writes it and we read it again. */
export const instant = z.iso
  .datetime({ offset: true })
  .refine((text) => Date.parse(text) >= FIRST_MS && Date.parse(text) <= LAST_MS, 'Năm phải từ 1 đến 9999.');
export const year = z.int().min(1945).max(2100);
export const line = z.string().trim().min(1).max(300);
export const text = z.string().trim().min(1).max(4000);
export const subject = z.string().trim().min(1).max(500);
export const typeCode = z.string().trim().min(1).max(10);
/** National agency identifier: `H56`, `H56.14`, or the older `000.00.14.H56`. */
export const organId = z
  .string()
  .trim()
  .max(35)
  .regex(/^[A-Za-z0-9]+(\.[A-Za-z0-9]+)*$/);
export const organ = z.object({ organId: organId.optional(), name: line }).meta({
  id: 'Organ',
  description: 'An agency or a person outside; without organId it is reached on paper.',
});
export const recipients = z.array(organ).max(200);
export const urgency = z.enum(['normal', 'urgent', 'veryUrgent', 'flash']).meta({ id: 'Urgency' });
/** Signing capacity (Decree 30/2020/NĐ-CP, art. 13); null when the head signs in their own name. */
export const capacity = z.enum(['TM.', 'KT.', 'TL.', 'TUQ.', 'Q.']).meta({ id: 'Capacity' });
export const passphrase = z.string().min(1).max(200);
/** What a key is opened with for signing. */
export const keyOpening = {
  passphrase: z.string().max(200).meta({ description: 'PIN; empty for a remote key that asks for none.' }),
  otp: z.string().trim().min(1).max(100).optional().meta({ description: 'One-time code of a remote key.' }),
};
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const role = z
  .enum(['official', 'unitHead', 'leader', 'clerk', 'formReviewer', 'admin'])
  .meta({ id: 'Role' });
export const direction = z.enum(['incoming', 'outgoing']).meta({ id: 'Direction' });
/** Of a unit or a person in an assignment: they lead the work, assist in it, or are to know of it. */
export const part = z.enum(['lead', 'assist', 'know']).meta({ id: 'Part' });
/** In the order in which a document passes them: an incoming one, either, an outgoing one. */
export const documentState = z
  .enum([
    ...(['arrived', 'received', 'submitted', 'assigned', 'handling', 'done', 'returned'] as const),
    'withdrawn',
    ...(['draft', 'contentReview', 'formReview', 'toSign', 'toNumber', 'toSeal', 'toSend'] as const),
    ...(['issued', 'replaced'] as const),
  ])
  .meta({ id: 'DocumentState' });
/** What a person does in a task; the header `kind` of a user task in BPMN. */
export const taskKind = z
  .enum([
    'receive',
    'submit',
    'instruct',
    'assign',
    'handle',
    'acknowledge',
    'draft',
    'reviewContent',
    'reviewForm',
    'sign',
    'number',
    'seal',
    'send',
  ])
  .meta({ id: 'TaskKind' });

export type Role = z.infer<typeof role>;
export type Organ = z.infer<typeof organ>;
export type Urgency = z.infer<typeof urgency>;
export type Direction = z.infer<typeof direction>;
export type Part = z.infer<typeof part>;
export type DocumentState = z.infer<typeof documentState>;
export type TaskKind = z.infer<typeof taskKind>;
