import type { IntentJournal } from '@congvan/signing';
import { OfficeError } from '../../errors.ts';
import type { Office } from '../../office.ts';
import { isOfKey } from '../errors.ts';
import { keepSignature } from '../keepSignature.ts';
import type { SigningTask } from '../signingTask.ts';
import type { KeyKind } from '../tables.ts';
import { BatchInterruptedError, IntentLostError } from './errors.ts';

export interface BatchJournal extends IntentJournal {
  /** Tells what an intent signs, before it is complete. */
  opened(intentId: string, signing: SigningTask): void;
}

/**
 * Intents in PostgreSQL. An intent is marked as signed in the transaction that keeps its document: what is not kept was
 * not signed, and what is kept is not signed again.
 */
export function batchJournal(
  office: Office,
  run: { batchId: string; runId: string; keyKind: KeyKind },
): BatchJournal {
  const { db, clock } = office;
  const { batchId, runId, keyKind } = run;
  const open = new Map<string, SigningTask>();
  return {
    opened: (intentId, signing) => void open.set(intentId, signing),
    async claim(intentId) {
      const claimed = await db
        .updateTable('office.signingIntents')
        .set({ state: 'signing', runId, code: null, reason: null, updatedAt: clock.now() })
        .where('id', '=', intentId)
        .where('state', '<>', 'signed')
        .where((where) =>
          where.exists(
            where
              .selectFrom('office.signingBatches as b')
              .select('b.id')
              .where('b.id', '=', batchId)
              .where('b.runId', '=', runId),
          ),
        )
        .returning('id')
        .executeTakeFirst();
      if (claimed) return 'claimed';
      const { state } = await db
        .selectFrom('office.signingIntents')
        .select('state')
        .where('id', '=', intentId)
        .executeTakeFirstOrThrow();
      return state === 'signed' ? 'done' : 'busy';
    },
    async complete(intentId, pdf) {
      const signing = open.get(intentId)!;
      open.delete(intentId);
      await keepSignature(office, signing, { pdf, keyKind }, async (trx, signedSha256) => {
        const marked = await trx
          .updateTable('office.signingIntents')
          .set({ state: 'signed', signedSha256, updatedAt: clock.now() })
          .where('id', '=', intentId)
          .where('runId', '=', runId)
          .where('state', '=', 'signing')
          .returning('id')
          .executeTakeFirst();
        if (!marked) throw new IntentLostError();
      });
    },
    async release(intentId, error) {
      open.delete(intentId);
      await db
        .updateTable('office.signingIntents')
        .set({ ...stateAfter(error), updatedAt: clock.now() })
        .where('id', '=', intentId)
        .where('runId', '=', runId)
        .where('state', '=', 'signing')
        .execute();
    },
  };
}

function stateAfter(error: Error) {
  const waits = error instanceof BatchInterruptedError || isOfKey(error);
  if (waits) return { state: 'waiting', code: null, reason: null } as const;
  if (error instanceof OfficeError) {
    return { state: 'refused', code: error.code, reason: error.message } as const;
  }
  return { state: 'refused', code: 'internal', reason: 'Hệ thống gặp lỗi khi ký văn bản này.' } as const;
}
