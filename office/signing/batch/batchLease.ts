import { randomUUID } from 'node:crypto';
import type { Office } from '../../office.ts';

const LEASE_MS = 30_000;
const RENEW_MS = 8_000;

/** The right to sign a batch: one run at a time, on whatever server; it ends by itself when its server is killed. */
export interface BatchLease {
  runId: string;
  /** @param finished nothing is left to sign */
  end(finished: boolean): Promise<void>;
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
    .set({ runId, runUntil: until(), finishedAt: null })
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
    async end(finished) {
      clearInterval(renewal);
      const finishedAt = finished ? clock.now() : null;
      await mine().set({ runId: null, runUntil: null, finishedAt }).execute();
    },
  };
}
