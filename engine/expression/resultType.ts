import { type FeelValue, typeOf } from './values.ts';

/** What Zeebe calls the type of a result in an incident. */
export type ResultType =
  | 'NULL'
  | 'BOOLEAN'
  | 'NUMBER'
  | 'STRING'
  | 'DURATION'
  | 'PERIOD'
  | 'DATE'
  | 'TIME'
  | 'DATE_TIME'
  | 'ARRAY'
  | 'OBJECT'
  | 'UNKNOWN';

const names: Record<ReturnType<typeof typeOf>, ResultType> = {
  null: 'NULL',
  boolean: 'BOOLEAN',
  number: 'NUMBER',
  string: 'STRING',
  list: 'ARRAY',
  context: 'OBJECT',
  date: 'DATE',
  time: 'TIME',
  'date and time': 'DATE_TIME',
  'years and months duration': 'PERIOD',
  'days and time duration': 'DURATION',
  range: 'UNKNOWN',
  function: 'UNKNOWN',
};

export const resultTypeOf = (value: FeelValue): ResultType => names[typeOf(value)];
