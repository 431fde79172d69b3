// Process instances and user tasks found by variables: those of the instance, which stay when it has ended, or a task's
// own, which last as long as it is open. The rows of instances are JSON; only those that other conditions leave are read.
import { type RawBuilder, sql } from 'kysely';
import { likePattern } from './likePattern.ts';

/** A variable of this name fits; its value is compared as JSON text. */
export type VariableCondition = { of: 'processInstance' | 'task'; name: string } & (
  | { operator: '$eq' | '$neq' | '$like'; value: string }
  | { operator: '$in' | '$notIn'; value: string[] }
  | { operator: '$exists'; value: boolean }
);

/** A condition on a row `t`. @param instance which holds the key of its process instance */
export function testVariable(condition: VariableCondition, instance = sql.ref('t.pi')): RawBuilder<unknown> {
  const { operator, value } = condition;
  const what = jsonOf(condition, instance);
  switch (operator) {
    case '$exists':
      return value ? sql`${what} is not null` : sql`${what} is null`;
    case '$in':
      return sql`${what} = any(${value})`;
    case '$notIn':
      return sql`${what} <> all(${value})`;
    case '$like':
      return sql`${what} like ${likePattern(value)}`;
    case '$neq':
      return sql`${what} <> ${value}`;
    default:
      return sql`${what} = ${value}`;
  }
}

function jsonOf({ of, name }: VariableCondition, instance: RawBuilder<unknown>): RawBuilder<unknown> {
  const scope = of === 'task' ? sql.ref('t.el') : instance;
  const running = sql`(select engine.json_at(i.data, 'v', ${scope}::text, ${name})
    from engine.instances i where i.key = ${instance})`;
  if (of === 'task') return running;
  return sql`coalesce(${running}, (select engine.json_at(h.data, 'variables', ${name})
    from engine.history h where h.key = ${instance}))`;
}
