import type { ZodType, z } from 'zod';
import { vi } from 'zod/locales';
import { InvalidInputError } from './errors.ts';

const MAX_DETAILS = 20;
const vietnamese = vi().localeError;

/** Parses what came from outside. @throws {InvalidInputError} with the field and a Vietnamese message for each fault */
export function parseInput<S extends ZodType>(schema: S, input: unknown): z.output<S> {
  const result = schema.safeParse(input, { error: vietnamese });
  if (result.success) return result.data;
  throw new InvalidInputError(
    result.error.issues
      .slice(0, MAX_DETAILS)
      .map(({ path, message }) => ({ where: path.join('.'), message })),
  );
}
