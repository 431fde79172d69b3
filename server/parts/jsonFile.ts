import { readFile } from 'node:fs/promises';
import { type ZodType, z } from 'zod';
import { ConfigError } from '../config.ts';

/**
 * A file of the configuration.
 * @param variable which names the file
 * @throws {ConfigError} when it cannot be read, is no JSON or does not fit
 */
export async function readJsonFile<T>(variable: string, file: string, schema: ZodType<T>): Promise<T> {
  const refuse = (what: string) => new ConfigError([`${variable}: ${file} ${what}`]);
  const text = await readFile(file, 'utf8').catch(() => {
    throw refuse('không đọc được');
  });
  const parsed = z
    .string()
    .transform((json, context) => {
      try {
        return JSON.parse(json) as unknown;
      } catch {
        context.addIssue({ code: 'custom', message: 'không phải JSON' });
        return z.NEVER;
      }
    })
    .pipe(schema)
    .safeParse(text);
  if (!parsed.success) throw refuse(parsed.error.issues.map(({ message }) => message).join('; '));
  return parsed.data;
}
