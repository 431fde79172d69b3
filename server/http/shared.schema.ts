import { inputs, MAX_COUNTED, PAGE_SIZE } from '@congvan/office';
import { type ZodType, z } from 'zod';

/** `schema | null`; written as a union because OpenAPI cannot say «a named component, or null» otherwise. */
export const orNull = <S extends ZodType>(schema: S) => z.union([schema, z.null()]);

// What the use cases ask for as well is said once, by the office.
export const { capacity, day, direction, documentState, engineKey, id, instant, line, organ, organId, part } =
  inputs;
export const { role, taskKind, text, urgency } = inputs;
export const idParams = z.object({ id });
export const year = z.coerce.number().int().min(2000).max(2100);

export { PAGE_SIZE };
export const page = z.coerce
  .number()
  .int()
  .min(1)
  .max(MAX_COUNTED / PAGE_SIZE)
  .default(1);
/** A page of rows that are counted up to a bound. */
export const counted = <S extends ZodType>(row: S) =>
  z.object({
    items: z.array(row),
    total: z.int().max(MAX_COUNTED),
    more: z.boolean().meta({ description: `There are more than the ${MAX_COUNTED} that were counted.` }),
  });
export const search = z.string().trim().max(200).optional();

/** What became of each of many that were asked for at once. */
export const outcomes = z.object({
  items: z.array(
    z.object({
      key: engineKey,
      refusal: z
        .object({ code: z.string(), message: z.string() })
        .nullable()
        .meta({ description: 'null: it was done.' }),
    }),
  ),
});

/** `?name=1` in a query. */
export const flag = z
  .enum(['0', '1'])
  .default('0')
  .transform((value) => value === '1');

export const person = z
  .object({ id, fullName: z.string(), position: z.string() })
  .meta({ id: 'Person', description: 'A person of this agency, as others see them.' });

/** What an entry of the audit trail says. */
export const told = {
  code: z.string().meta({ description: 'Which sentence, for other languages.' }),
  values: z.record(z.string(), z.string()).meta({ description: 'What the sentence names.' }),
  sentence: z.string().meta({ description: 'In Vietnamese.' }),
};

export const unitRef = z.object({ id, name: z.string() }).meta({ id: 'UnitRef' });

export const apiError = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string().meta({ description: 'For a person, in Vietnamese.' }),
      details: z
        .array(z.object({ where: z.string(), message: z.string(), original: z.string().optional() }))
        .optional()
        .meta({ description: 'Which field, BPMN element or file, and what is wrong with it.' }),
      requestId: z.string(),
    }),
  })
  .meta({ id: 'Error' });
