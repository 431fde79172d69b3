import { jsonText } from '@congvan/storage';
import type { Actor } from '../actor.ts';
import type { Database, Office } from '../office.ts';

export interface AuditEntry {
  action: string;
  documentId?: string | null;
  taskId?: string | null;
  /** Identifiers and decisions; never a passphrase, never a file's content. */
  details?: Record<string, unknown>;
  outcome?: 'ok' | 'denied';
}

/** Adds to the append-only audit trail, in the caller's transaction. */
export async function writeAudit(
  { clock }: Pick<Office, 'clock'>,
  db: Database,
  actor: Actor,
  { action, documentId = null, taskId = null, details = {}, outcome = 'ok' }: AuditEntry,
): Promise<void> {
  const person = actor.kind === 'person' ? actor : undefined;
  await db
    .insertInto('office.audit')
    .values({
      at: clock.now(),
      actorId: person?.id ?? null,
      action,
      documentId,
      taskId,
      details: jsonText(details),
      ip: person?.ip ?? null,
      outcome,
    })
    .execute();
}
