// Which running instances are held by an incident: by one of their own, or because they wait for an instance that they
// called, directly or not, and that has one (Orchestration Cluster API 8.8, «hasIncident: has a related incident»).
import { type RawBuilder, sql } from 'kysely';

/** Incidents, those of the newest instances, whose callers are looked for, and callers: who reads a list waits for it. */
const MAX = sql.lit(10_000);

/** Keys of the instances that called one with an incident, directly or not. */
export const heldCallers = sql`(with recursive callers (key) as (
    select parent from (select pi from engine.incidents order by pi desc limit ${MAX}) held
      cross join lateral ${byKey(sql.ref('held.pi'))} i where parent > 0
    union
    select parent from callers cross join lateral ${byKey(sql.ref('callers.key'))} i where parent > 0)
  select key from callers limit ${MAX})`;

/** Whether a running instance is held. Its own incident is not asked for by `exists`, for which all would be read. */
export const isHeld = (key: RawBuilder<unknown>): RawBuilder<boolean> =>
  sql`(${ownIncident(key)} is not null or ${key} in ${heldCallers})`;

/** An incident of an instance; null: there is none. */
export const ownIncident = (key: RawBuilder<unknown>): RawBuilder<unknown> =>
  sql`(select own.key from engine.incidents own where own.pi = ${key} limit 1)`;

/** One by one by the primary key: by its statistics of yesterday the planner would go through all that were called. */
function byKey(key: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select parent from engine.instances where key = ${key} offset 0)`;
}
