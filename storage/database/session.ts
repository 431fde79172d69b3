import pg from 'pg';

export interface SessionOptions {
  /** What `pg_stat_activity` calls it; at most 63 bytes. */
  name: string;
  /** ms after which a statement without an answer has failed, and the session with it: the connection may be gone
   * without either side being told. Time in which this process stood still (a machine that is paused) does not count:
   * the answer may lie in the socket, unread. */
  patience: number;
  /** Called once it has ended, unless by `close`. */
  onEnd: (why: Error) => void;
}

export interface Session {
  /** @param statement one with a name is parsed once */
  query<Row>(statement: { text: string; name?: string; values?: unknown[] }): Promise<Row[]>;
  close(): Promise<void>;
}

/** How long the server's goodbye is waited for, ms. */
const GOODBYE = 1_000;
/** Patience is counted in so many parts; a pause of any length is at most one of them. */
const PARTS = 10;

/**
 * Opens a connection that is kept, for what lives no longer than a session of the server: an advisory lock. `int8`
 * comes as a string.
 */
export async function openSession(url: string, { name, patience, onEnd }: SessionOptions): Promise<Session> {
  const client = new pg.Client({
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: patience,
  });
  let [why, open] = [new Error('The session with the database has ended'), false];
  client.on('error', (error) => {
    why = error;
  });
  client.on('end', () => {
    if (open) onEnd(why);
  });
  await client.connect();
  open = true;
  return {
    async query<Row>(statement: pg.QueryConfig) {
      try {
        return (await within(patience, client.query(statement))).rows as Row[];
      } catch (error) {
        // What was asked is still under way; the next statement would wait behind it.
        if (!(error instanceof pg.DatabaseError)) client.end().catch(() => undefined);
        throw error;
      }
    },
    async close() {
      open = false;
      let late: NodeJS.Timeout | undefined;
      const silent = new Promise<void>((resolve) => {
        late = setTimeout(resolve, GOODBYE);
      });
      await Promise.race([client.end(), silent]);
      clearTimeout(late);
    },
  };
}

/** @throws Error when the answer has not come in time */
function within<T>(patience: number, answer: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    let parts = 0;
    const timer = setInterval(() => {
      if (++parts === PARTS)
        settle(() => reject(new Error(`No answer before the timeout of ${patience} ms`)));
    }, patience / PARTS);
    const settle = (how: () => void) => {
      clearInterval(timer);
      how();
    };
    answer.then(
      (result) => settle(() => resolve(result)),
      (error: unknown) => settle(() => reject(error)),
    );
  });
}
