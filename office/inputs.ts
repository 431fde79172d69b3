/** Pieces of the use cases' input schemas: every text, list and number is bounded. */
import { z } from 'zod';

export const id = z.uuid();
export const day = z.iso.date();
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
export const organ = z.object({ organId: organId.optional(), name: line });
export const recipients = z.array(organ).max(200);
export const urgency = z.enum(['normal', 'urgent', 'veryUrgent', 'flash']);
/** Signing capacity (Decree 30/2020/NĐ-CP, art. 13); null when the head signs in their own name. */
export const capacity = z.enum(['TM.', 'KT.', 'TL.', 'TUQ.', 'Q.']);
export const passphrase = z.string().min(1).max(200);
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
export const role = z.enum(['official', 'unitHead', 'leader', 'clerk', 'formReviewer', 'admin']);
export const direction = z.enum(['incoming', 'outgoing']);

export type Role = z.infer<typeof role>;
export type Organ = z.infer<typeof organ>;
export type Urgency = z.infer<typeof urgency>;
export type Direction = z.infer<typeof direction>;
