import type { Variables } from '@congvan/engine/client';
import { jsonText } from '@congvan/storage';
import type { Clock, Database } from '../office.ts';

/** What must happen after a commit, once it has happened. */
export type OutboxMessage =
  | {
      kind: 'engine.publishMessage';
      payload: { name: string; correlationKey: string; messageId: string; variables: Variables };
    }
  | { kind: 'engine.completeJob'; payload: { jobKey: string; variables: Variables } }
  | { kind: 'engine.cancelInstance'; payload: { processInstanceKey: string } };

/** Puts a message into the outbox of the caller's transaction; messages of one document stay in order. */
export async function enqueue(
  { clock }: { clock: Clock },
  trx: Database,
  documentId: string | null,
  { kind, payload }: OutboxMessage,
): Promise<void> {
  const now = clock.now();
  await trx
    .insertInto('office.outbox')
    .values({ kind, documentId, payload: jsonText(payload), createdAt: now, nextAttemptAt: now })
    .execute();
}
