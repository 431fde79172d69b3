// What was used in a time (UsageMetricsResponse), as far as history is kept.
import { type Kysely, sql } from 'kysely';
import { firstKeyAt } from './firstKeyAt.ts';

export interface UsageMetrics {
  /** Process instances that were started, without those that others called. */
  processInstances: number;
  /** Decisions that were evaluated. */
  decisionInstances: number;
  /** People who had a user task that was open. */
  assignees: number;
}

/** @param from first moment, ms since the epoch @param to last moment */
export async function usageMetrics(db: Kysely<unknown>, from: number, to: number): Promise<UsageMetrics> {
  const [low, high] = [await firstKeyAt(db, from), await firstKeyAt(db, to + 1)];
  const started = (table: 'instances' | 'history') =>
    sql`(select count(*) from ${sql.table(`engine.${table}`)} where key >= ${low} and key < ${high} and parent = 0)`;
  const { rows } = await sql<Record<keyof UsageMetrics, string>>`select
    ${started('instances')} + ${started('history')} as "processInstances",
    (select count(*) from engine.decision_instances where at between ${from} and ${to}) as "decisionInstances",
    (select count(distinct assignee) from engine.user_tasks
      where assignee <> '' and created <= ${to} and (ended is null or ended >= ${from})) as assignees`.execute(
    db,
  );
  const { processInstances, decisionInstances, assignees } = rows[0]!;
  return {
    processInstances: Number(processInstances),
    decisionInstances: Number(decisionInstances),
    assignees: Number(assignees),
  };
}
