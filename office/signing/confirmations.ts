import { randomUUID } from 'node:crypto';
import type { CscWaiting } from '@congvan/signing';
import type { Actor, Person } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import type { Office } from '../office.ts';
import { inTransaction } from '../useCase.ts';
import type { ConfirmationsTable } from './tables.ts';

export interface ConfirmationView {
  /** «authorization»: the signer is to confirm on a device of their own; «signature»: the service makes it. */
  kind: ConfirmationsTable['kind'];
  since: string;
  /** When the waiting ends. */
  until: string;
}

export interface ToldWaiting {
  waiting: Required<Pick<CscWaiting, 'onPending' | 'givenUp'>>;
  /** Runs a call of the service, after which nothing is waited for any more. */
  during<Result>(call: () => Promise<Result>): Promise<Result>;
}

/** Writes down what a remote service waits for, for whoever asked it: their browser may ask any server of the office. */
export function toldWaiting({ db, clock }: Office, actor: Actor): ToldWaiting {
  const id = randomUUID();
  let calls = 0;
  return {
    waiting: {
      async onPending(pending, until) {
        if (actor.kind !== 'person') return;
        const kind =
          pending === 'authorization_pending' ? ('authorization' as const) : ('signature' as const);
        await db
          .insertInto('office.confirmations')
          .values({ id, userId: actor.id, kind, since: clock.now(), until })
          .onConflict((conflict) => conflict.column('id').doUpdateSet({ kind, until }))
          .execute();
      },
      async givenUp() {
        const row = await db
          .selectFrom('office.confirmations')
          .select('cancelledAt')
          .where('id', '=', id)
          .executeTakeFirst();
        return row !== undefined && row.cancelledAt !== null;
      },
    },
    async during(call) {
      calls += 1;
      try {
        return await call();
      } finally {
        calls -= 1;
        if (calls === 0) await db.deleteFrom('office.confirmations').where('id', '=', id).execute();
      }
    },
  };
}

/** What a service waits for on this person's behalf; null: nothing. */
export async function openConfirmation(
  { db, clock }: Office,
  actor: Person,
): Promise<ConfirmationView | null> {
  const row = await db
    .selectFrom('office.confirmations')
    .selectAll()
    .where('userId', '=', actor.id)
    .where('until', '>', clock.now())
    .where('cancelledAt', 'is', null)
    .orderBy('until', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (!row) return null;
  const { kind, since, until } = row;
  return { kind, since: since.toISOString(), until: until.toISOString() };
}

/** Gives up what a service waits for on this person's behalf, on whatever server; nothing is signed then. */
export async function cancelConfirmation(office: Office, actor: Person): Promise<void> {
  const now = office.clock.now();
  await inTransaction(office, actor, {}, async (trx) => {
    const cancelled = await trx
      .updateTable('office.confirmations')
      .set({ cancelledAt: now })
      .where('userId', '=', actor.id)
      .where('until', '>', now)
      .where('cancelledAt', 'is', null)
      .returning('kind')
      .execute();
    for (const { kind } of cancelled)
      await writeAudit(office, trx, actor, { action: 'signing.cancel', details: { kind } });
  });
}
