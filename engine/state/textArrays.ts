// Arrays as one text each: PostgreSQL's client need not look at every element for characters that its array syntax
// escapes.
import { type RawBuilder, sql } from 'kysely';

/** Whole numbers; what is null or missing is null. */
export function numbers(
  values: readonly unknown[],
  type: 'bigint' | 'integer' = 'bigint',
): RawBuilder<unknown> {
  return sql`string_to_array(${values.join()}, ',', '')::${sql.raw(type)}[]`;
}

/** One row each. JSON has no line breaks outside of its escapes. */
export function documents(texts: readonly string[]): RawBuilder<unknown> {
  return sql`string_to_array(${texts.join('\n')}, ${'\n'})`;
}
