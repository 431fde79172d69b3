import { createHash } from 'node:crypto';
import type { Selectable } from 'kysely';
import type { Person } from '../../actor.ts';
import { DocumentChangedError, OfficeError } from '../../errors.ts';
import type { Database, Office, Trx } from '../../office.ts';
import { openSigning, type SigningTask } from '../signingTask.ts';
import type { SigningSessionsTable } from '../tables.ts';
import { SessionEndedError, SessionNotFoundError } from './errors.ts';

export type SessionRow = Selectable<SigningSessionsTable>;

/** A session of one's own. @throws {SessionNotFoundError} */
export async function findSession(db: Database, actor: Person, id: string): Promise<SessionRow> {
  const row = await db
    .selectFrom('office.signingSessions')
    .selectAll()
    .where('id', '=', id)
    .where('userId', '=', actor.id)
    .executeTakeFirst();
  if (!row) throw new SessionNotFoundError();
  return row;
}

/** @throws {SessionNotFoundError} */
export async function sessionOfToken(db: Database, token: string): Promise<SessionRow> {
  const row = await db
    .selectFrom('office.signingSessions')
    .selectAll()
    .where('tokenSha256', '=', tokenDigest(token))
    .executeTakeFirst();
  if (!row) throw new SessionNotFoundError();
  return row;
}

export const tokenDigest = (token: string): string => createHash('sha256').update(token).digest('hex');

/** @throws {SessionEndedError} */
export function requireUsable({ clock }: Pick<Office, 'clock'>, { state, expiresAt }: SessionRow): void {
  if (state !== 'open' || expiresAt <= clock.now()) throw new SessionEndedError();
}

/** The task that a session signs, as long as nothing has changed since it was begun. */
export async function signingOf(office: Office, actor: Person, session: SessionRow): Promise<SigningTask> {
  const signing = await openSigning(office, actor, session.taskId, session.fileSha256);
  if (signing.document.version !== session.documentVersion) throw new DocumentChangedError();
  return signing;
}

/** Ends an open session in the transaction that keeps what came of it: it is used once. @throws {SessionEndedError} */
export async function endSigned({ clock }: Pick<Office, 'clock'>, trx: Trx, id: string): Promise<void> {
  const ended = await trx
    .updateTable('office.signingSessions')
    .set({ state: 'signed', finishedAt: clock.now(), code: null, reason: null })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .returning('id')
    .executeTakeFirst();
  if (!ended) throw new SessionEndedError();
}

/** Keeps why what came back was not taken, for the page that waits. A session ended otherwise stays as it is. */
export async function tellRefusal(
  { db, clock }: Pick<Office, 'db' | 'clock'>,
  id: string,
  error: unknown,
  { ends }: { ends: boolean },
): Promise<void> {
  const known = error instanceof OfficeError;
  await db
    .updateTable('office.signingSessions')
    .set({
      ...(ends ? { state: 'refused', finishedAt: clock.now() } : {}),
      code: known ? error.code : 'internal',
      reason: known ? error.message : 'Hệ thống gặp lỗi khi nhận chữ ký.',
    })
    .where('id', '=', id)
    .where('state', '=', 'open')
    .execute();
}
