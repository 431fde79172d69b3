import type { Person } from '../../actor.ts';
import { labelOf } from '../../documents/label.ts';
import type { Office } from '../../office.ts';
import type { SigningIntentsTable } from '../tables.ts';
import { BatchNotFoundError } from './errors.ts';

export interface BatchView {
  id: string;
  createdAt: string;
  /** «interrupted»: its server was stopped or killed; it goes on once its person confirms again. */
  state: 'running' | 'interrupted' | 'finished';
  /** Why it was interrupted, where it was not its server: the PIN, the code, the confirmation that did not come. */
  stopReason: string | null;
  signed: number;
  refused: number;
  waiting: number;
  items: BatchItemView[];
}

export interface BatchItemView {
  taskId: string;
  document: { id: string; label: string; subject: string };
  state: SigningIntentsTable['state'];
  code: string | null;
  reason: string | null;
}

/** A batch of one's own, with each result. @throws {BatchNotFoundError} */
export async function presentBatch(office: Office, actor: Person, batchId: string): Promise<BatchView> {
  const { db, clock } = office;
  const batch = await db
    .selectFrom('office.signingBatches')
    .selectAll()
    .where('id', '=', batchId)
    .where('userId', '=', actor.id)
    .executeTakeFirst();
  if (!batch) throw new BatchNotFoundError(batchId);
  const rows = await db
    .selectFrom('office.signingIntents as i')
    .innerJoin('office.documents as d', 'd.id', 'i.documentId')
    .select([
      'i.taskId',
      'i.documentId',
      'i.state',
      'i.code',
      'i.reason',
      'd.number',
      'd.notation',
      'd.subject',
    ])
    .where('i.batchId', '=', batchId)
    .orderBy('i.position')
    .execute();
  const count = (state: BatchItemView['state']) => rows.filter((row) => row.state === state).length;
  const isRunning = batch.runUntil !== null && batch.runUntil > clock.now();
  return {
    id: batch.id,
    createdAt: batch.createdAt.toISOString(),
    state: batch.finishedAt ? 'finished' : isRunning ? 'running' : 'interrupted',
    stopReason: batch.stopReason,
    signed: count('signed'),
    refused: count('refused'),
    waiting: count('waiting') + count('signing'),
    items: rows.map(({ taskId, documentId, state, code, reason, subject, ...number }) => ({
      ...{ taskId, state, code, reason },
      document: { id: documentId, label: labelOf(number), subject },
    })),
  };
}

/** One's own batches that have not come to their end, newest first. */
export async function openBatches(office: Office, actor: Person): Promise<BatchView[]> {
  const rows = await office.db
    .selectFrom('office.signingBatches')
    .select('id')
    .where('userId', '=', actor.id)
    .where('finishedAt', 'is', null)
    .orderBy('createdAt', 'desc')
    .limit(5)
    .execute();
  return Promise.all(rows.map(({ id }) => presentBatch(office, actor, id)));
}
