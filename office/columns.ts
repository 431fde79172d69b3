/** Column types that tables share. */
import type { ColumnType } from 'kysely';

/** Read parsed, written as JSON text (`jsonText`). */
export type Json<T> = ColumnType<T, string, string>;
export type Instant = ColumnType<Date, Date | string, Date | string>;
export type MaybeInstant = ColumnType<Date | null, Date | string | null | undefined, Date | string | null>;
export type Maybe<T> = ColumnType<T | null, T | null | undefined, T | null>;
