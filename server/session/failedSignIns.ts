import { type Kysely, sql } from 'kysely';
import { TooManySignInsError } from '../http/errors.ts';
import type { SessionTables } from './tables.ts';

const WINDOW_MS = 15 * 60_000;
export const TRIES_PER_NAME = 5;
const TRIES_PER_ADDRESS = 50;

/** Bounds sign-ins that fail in a quarter of an hour, by name and by address, over all processes and restarts. */
export interface FailedSignIns {
  /** Counts a try as failed before it is made, so that many at once cannot slip through. @throws {TooManySignInsError} */
  count(username: string, ip: string): Promise<void>;
  /** The try succeeded after all. */
  forgive(username: string, ip: string): Promise<void>;
}

export function failedSignIns(db: Kysely<SessionTables>, clock: () => Date): FailedSignIns {
  const windowStart = () => new Date(clock().getTime() - WINDOW_MS);
  const name = (username: string) => `name:${username.normalize('NFC').toLowerCase()}`;
  const address = (ip: string) => `address:${ip}`;

  async function countOne(subject: string, limit: number): Promise<void> {
    const { failures, since } = await db
      .insertInto('server.failed_sign_ins')
      .values({ subject, failures: 1, since: clock() })
      .onConflict((conflict) =>
        conflict.column('subject').doUpdateSet({ failures: sql`failed_sign_ins.failures + 1` }),
      )
      .returning(['failures', 'since'])
      .executeTakeFirstOrThrow();
    if (failures > limit) {
      throw new TooManySignInsError(Math.ceil((since.getTime() - windowStart().getTime()) / 1000));
    }
  }

  return {
    async count(username, ip) {
      await db.deleteFrom('server.failed_sign_ins').where('since', '<=', windowStart()).execute();
      await countOne(address(ip), TRIES_PER_ADDRESS);
      await countOne(name(username), TRIES_PER_NAME);
    },
    async forgive(username, ip) {
      await db.deleteFrom('server.failed_sign_ins').where('subject', '=', name(username)).execute();
      await db
        .updateTable('server.failed_sign_ins')
        .set({ failures: sql`failures - 1` })
        .where('subject', '=', address(ip))
        .execute();
    },
  };
}
