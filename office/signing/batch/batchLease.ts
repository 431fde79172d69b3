import { randomUUID } from 'node:crypto';
import type { Office } from '../../office.ts';

const LEASE_MS = 30_000;
const RENEW_MS = 8_000;

/** The right to sign a batch: one run at a time, on whatever server; it ends by itself when its server is killed. */
export interface BatchLease {
  runId: string;
  /** @param stopReason why it ended before its work; null: nothing is left to sign; absent: its server stops */
  end(stopReason?: string | null): Promise<void>;
}

/** @returns undefined when another run has the batch */
export async function takeBatch(
  office: Pick<Office, 'db' | 'clock'>,
  batchId: string,
  onError: (error: unknown) => void,
): Promise<BatchLease | undefined> {
  const { db, clock } = office;
  const runId = randomUUID();
  const until = () => new Date(clock.now().getTime() + LEASE_MS);
  const taken = await db
    .updateTable('office.signingBatches')
    .set({ runId, runUntil: until(), finishedAt: null, stopReason: null })
    .where('id', '=', batchId)
    .where((where) => where.or([where('runUntil', 'is', null), where('runUntil', '<', clock.now())]))
    .returning('id')
    .executeTakeFirst();
  if (!taken) return undefined;
  const mine = () =>
    db.updateTable('office.signingBatches').where('id', '=', batchId).where('runId', '=', runId);
  const renewal = setInterval(() => {
    mine().set({ runUntil: until() }).execute().catch(onError);
  }, RENEW_MS);
  return {
    runId,
    async end(stopReason) {
      clearInterval(renewal);
      const finishedAt = stopReason === null ? clock.now() : null;
      await mine()
        .set({ runId: null, runUntil: null, finishedAt, stopReason: stopReason ?? null })
        .execute();
    },
  };
}
