import { createHash, randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { SessionTables } from './tables.ts';

const MINUTE = 60_000;
const IDLE = 60 * MINUTE;
export const LONGEST = 12 * 60 * MINUTE;
/** How often «seen» is written: the idle limit is exact to this. */
const TOUCH = MINUTE;

export interface OpenSession {
  userId: string;
  /** What every change must carry; derived from the id, so it is nowhere kept. */
  csrfToken: string;
}

export interface Sessions {
  /** @returns the id for the cookie: 256 random bits; only its SHA-256 is kept */
  open(userId: string, from: { ip: string; agent: string }): Promise<{ id: string; csrfToken: string }>;
  /** @returns undefined when there is no such session, it was idle for an hour, or is 12 hours old */
  find(id: string): Promise<OpenSession | undefined>;
  close(id: string): Promise<void>;
  /** Signs the person out everywhere. */
  closeAll(userId: string): Promise<void>;
}

export function sessions(db: Kysely<SessionTables>, clock: () => Date): Sessions {
  const ago = (ms: number) => new Date(clock().getTime() - ms);
  return {
    async open(userId, { ip, agent }) {
      const id = randomBytes(32).toString('base64url');
      const now = clock();
      await db
        .deleteFrom('server.sessions')
        .where((is) => is.or([is('seen_at', '<', ago(IDLE)), is('created_at', '<', ago(LONGEST))]))
        .execute();
      await db
        .insertInto('server.sessions')
        .values({
          id_sha256: digest(id),
          user_id: userId,
          created_at: now,
          seen_at: now,
          ip,
          agent: agent.slice(0, 300),
        })
        .execute();
      return { id, csrfToken: csrfToken(id) };
    },
    async find(id) {
      const row = await db
        .selectFrom('server.sessions')
        .select(['user_id', 'seen_at'])
        .where('id_sha256', '=', digest(id))
        .where('seen_at', '>', ago(IDLE))
        .where('created_at', '>', ago(LONGEST))
        .executeTakeFirst();
      if (!row) return undefined;
      if (row.seen_at < ago(TOUCH)) {
        await db
          .updateTable('server.sessions')
          .set({ seen_at: clock() })
          .where('id_sha256', '=', digest(id))
          .execute();
      }
      return { userId: row.user_id, csrfToken: csrfToken(id) };
    },
    async close(id) {
      await db.deleteFrom('server.sessions').where('id_sha256', '=', digest(id)).execute();
    },
    async closeAll(userId) {
      await db.deleteFrom('server.sessions').where('user_id', '=', userId).execute();
    },
  };
}

const digest = (id: string): Buffer => createHash('sha256').update(id).digest();
const csrfToken = (id: string): string => createHash('sha256').update(`csrf:${id}`).digest('base64url');
