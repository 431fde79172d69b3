import { type ZodType, z } from 'zod';

/** `schema | null`; written as a union because OpenAPI cannot say «a named component, or null» otherwise. */
export const orNull = <S extends ZodType>(schema: S) => z.union([schema, z.null()]);

export const id = z.uuid();
export const idParams = z.object({ id });
/** A key of the engine: 64 bits, hence a string in JSON. */
export const engineKey = z.string().regex(/^\d{1,19}$/);
export const day = z.iso.date();
export const instant = z.iso.datetime({ offset: true });
export const line = z.string().trim().min(1).max(300);
export const text = z.string().trim().min(1).max(4000);
export const year = z.coerce.number().int().min(2000).max(2100);

export const PAGE_SIZE = 50;
export const page = z.coerce.number().int().min(1).max(10_000).default(1);
export const search = z.string().trim().max(200).optional();

/** `?name=1` in a query. */
export const flag = z
  .enum(['0', '1'])
  .default('0')
  .transform((value) => value === '1');

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

export const person = z
  .object({ id, fullName: z.string(), position: z.string() })
  .meta({ id: 'Person', description: 'A person of this agency, as others see them.' });

export const unitRef = z.object({ id, name: z.string() }).meta({ id: 'UnitRef' });

export const role = z
  .enum(['official', 'unitHead', 'leader', 'clerk', 'formReviewer', 'admin'])
  .meta({ id: 'Role' });

export const direction = z.enum(['incoming', 'outgoing']).meta({ id: 'Direction' });
export const urgency = z.enum(['normal', 'urgent', 'veryUrgent', 'flash']).meta({ id: 'Urgency' });
export const part = z.enum(['lead', 'assist', 'know']).meta({ id: 'Part' });

/** Signing capacity (Decree 30/2020/NĐ-CP, art. 13); null when the head signs in their own name. */
export const capacity = z.enum(['TM.', 'KT.', 'TL.', 'TUQ.', 'Q.']).meta({ id: 'Capacity' });

export const apiError = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string().meta({ description: 'For a person, in Vietnamese.' }),
      details: z
        .array(z.object({ where: z.string(), message: z.string() }))
        .optional()
        .meta({ description: 'Which field, BPMN element or file, and what is wrong with it.' }),
      requestId: z.string(),
    }),
  })
  .meta({ id: 'Error' });
