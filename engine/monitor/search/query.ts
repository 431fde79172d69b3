// What is asked of a search: conditions, order, a page of what they leave.

export type Value = string | number | boolean;
type Comparison = '$eq' | '$neq' | '$gt' | '$gte' | '$lt' | '$lte' | '$like';

/** Times are ms since the epoch. */
export type Condition<Field extends string = string> =
  | { field: Field; operator: Comparison; value: Value }
  | { field: Field; operator: '$in' | '$notIn'; value: Value[] }
  | { field: Field; operator: '$exists'; value: boolean };

export interface Query<Field extends string = string, SortField extends string = Field> {
  conditions: Condition<Field>[];
  /** The key comes last, whatever is asked for. */
  sort: { field: SortField; descending: boolean }[];
  limit: number;
  /** Rows to skip, or the cursor of a row: only what comes after it, or before. */
  page: { from: number } | { after: Cursor } | { before: Cursor };
}

/** Where a row stands in its order: its values in the fields of the sort, then its key. */
export type Cursor = (string | number)[];

export interface Page<Row> {
  rows: Row[];
  /** Of all that match; at most 10,000 are counted. */
  total: number;
  more: boolean;
  /** Of the first and of the last row. */
  cursors: [first: Cursor, last: Cursor] | undefined;
}

export const MAX_COUNT = 10_000;
