import { isWritable } from '@congvan/storage';
import type { ZodType, z } from 'zod';
import { vi } from 'zod/locales';
import { InvalidInputError } from './errors.ts';

const MAX_DETAILS = 20;
const vietnamese = vi().localeError;

/** Parses what came from outside. @throws {InvalidInputError} with the field and a Vietnamese message for each fault */
export function parseInput<S extends ZodType>(schema: S, input: unknown): z.output<S> {
  const where = unwritable(input, []);
  if (where) {
    throw new InvalidInputError([{ where: where.join('.'), message: 'Có ký tự không viết được.' }]);
  }
  const result = schema.safeParse(input, { error: vietnamese });
  if (result.success) return result.data;
  throw new InvalidInputError(
    result.error.issues
      .slice(0, MAX_DETAILS)
      .map(({ path, message }) => ({ where: path.join('.'), message })),
  );
}

/** @returns the path to the first text that cannot be kept */
function unwritable(input: unknown, path: readonly string[]): readonly string[] | undefined {
  if (typeof input === 'string') return isWritable(input) ? undefined : path;
  if (typeof input !== 'object' || input === null) return undefined;
  for (const [name, value] of Object.entries(input)) {
    if (!isWritable(name)) return path;
    const found = unwritable(value, [...path, name]);
    if (found) return found;
  }
  return undefined;
}
