import type { Actor } from './actor.ts';
import { type AuditEntry, writeAudit } from './audit/writeAudit.ts';
import { ForbiddenError } from './errors.ts';
import type { Office, Trx } from './office.ts';
import { can, type Subject } from './people/can.ts';
import type { Action } from './people/policies.ts';

type About = Pick<AuditEntry, 'documentId' | 'taskId'>;

/**
 * Runs a use case in one transaction. A refusal by the policies takes everything back and is then written to the audit
 * trail in a transaction of its own.
 */
export async function inTransaction<Output>(
  office: Office,
  actor: Actor,
  about: About,
  work: (trx: Trx) => Promise<Output>,
): Promise<Output> {
  return auditingDenial(office, actor, about, () => office.db.transaction().execute(work));
}

/** Runs what needs no transaction; a refusal by the policies is written to the audit trail. */
export async function auditingDenial<Output>(
  office: Office,
  actor: Actor,
  about: About,
  work: () => Promise<Output>,
): Promise<Output> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ForbiddenError) {
      await writeAudit(office, office.db, actor, { action: error.action, ...about, outcome: 'denied' });
    }
    throw error;
  }
}

/** @throws {ForbiddenError} */
export function authorize(actor: Actor, action: Action, subject: Subject = {}): void {
  if (!can(actor, action, subject)) throw new ForbiddenError(action);
}

/** What only the office itself does: its workers and the exchange. @throws {ForbiddenError} */
export function authorizeSystem(actor: Actor, action: string): void {
  if (actor.kind !== 'system') throw new ForbiddenError(action);
}
