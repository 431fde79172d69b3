// The single writer's place: an advisory lock that lives as long as its session with PostgreSQL. Whatever is done in
// the session is therefore proof that nobody else had the place then.
import { openSession, type Session } from '@congvan/storage';
import { EngineRunningError } from '../errors.ts';
import { pack } from './packedLog.ts';
import type { LogBatch } from './store.ts';

/** Any number that only the engine uses. */
const LOCK = 0x7a656562;
const TRY = 100;
/** ms after which a writer that has said nothing has lost its place to who asks for it. */
const SILENT = 10_000;
/** It says something at least this often, ms. */
const HEARTBEAT = 2_000;
/** Who has spoken within this time, ms, is alive. */
const ALIVE = 5_000;
/** The server may take a moment, ms, to notice that a killed engine's connection is gone. */
const SETTLE = 5_000;
/** ms that the database may take to answer the writer. */
const PATIENCE = 15_000;

/** What `pg_stat_activity` calls the session that has the place, or waits for it. */
const writerName = (id: string): string => `congvan writer ${id}`;
/** And those by which an engine that has the place reads and writes its tables. */
export const tablesName = (id: string): string => `congvan engine ${id}`;

export interface WriterOptions {
  url: string;
  /** Of the engine, for no other one to have; at most 40 bytes. */
  id: string;
  /** Called when the place is lost; maybe more than once. */
  onLost: (why: unknown) => void;
}

export class Writer {
  /** Nothing was said since the heart last beat. */
  private quiet = true;
  /** The statement under way. */
  private saying: Promise<unknown> | undefined;
  private readonly heartbeat: NodeJS.Timeout;

  private constructor(
    private readonly session: Session,
    onLost: WriterOptions['onLost'],
  ) {
    this.heartbeat = setInterval(() => {
      if (this.quiet && !this.saying) this.confirm().catch(onLost);
      this.quiet = true;
    }, HEARTBEAT);
  }

  /** Waits for the place if it may become free. @throws EngineRunningError when an engine that is alive has it */
  static async take({ url, id, onLost }: WriterOptions): Promise<Writer> {
    const name = writerName(id);
    const session = await openSession(url, { name, patience: PATIENCE, onEnd: onLost });
    try {
      await lock(session, name);
      await endOthers(session, id);
      return new Writer(session, onLost);
    } catch (error) {
      await session.close();
      throw error;
    }
  }

  /** Adds to the log. Durable when it resolves. */
  async append({ position, data }: LogBatch): Promise<void> {
    const values = [position, await pack(data)];
    await this.say({
      name: 'append',
      text: 'insert into engine.log (position, data) values ($1, $2)',
      values,
    });
  }

  /** Resolves when it is certain that the place was still this engine's after the call. */
  confirm(): Promise<void> {
    return this.say({ name: 'confirm', text: 'select' });
  }

  /** One statement after the other. */
  private async say(statement: Parameters<Session['query']>[0]): Promise<void> {
    while (this.saying) await this.saying.catch(() => undefined);
    this.quiet = false;
    this.saying = this.session.query(statement);
    try {
      await this.saying;
    } finally {
      this.saying = undefined;
    }
  }

  async close(): Promise<void> {
    clearInterval(this.heartbeat);
    await this.session.close();
  }
}

interface Holder {
  pid: number;
  name: string;
  /** ms since it said something; 0 while the server is at work for it. */
  silent: number;
}

async function lock(session: Session, name: string): Promise<void> {
  for (let waited = 0; ; waited += TRY) {
    const [tried] = await session.query<{ got: boolean }>({
      text: 'select pg_try_advisory_lock($1::bigint) as got',
      values: [LOCK],
    });
    if (tried!.got) return;
    const holder = await holderOf(session);
    if (holder) {
      // Our own of before, whose connection broke, is of no use to anybody.
      const over = holder.name === name || holder.silent >= SILENT;
      if (over) await session.query({ text: 'select pg_terminate_backend($1)', values: [holder.pid] });
      else if (waited >= SETTLE && holder.silent < ALIVE) throw new EngineRunningError(holder.name);
    }
    await new Promise((resolve) => setTimeout(resolve, TRY));
  }
}

async function holderOf(session: Session): Promise<Holder | undefined> {
  const [holder] = await session.query<Holder>({
    text: `select pid, application_name as name,
        (case state when 'idle' then extract(epoch from clock_timestamp() - state_change) * 1000 else 0 end)::float8 as silent
      from pg_locks join pg_stat_activity using (pid)
      where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
        and classid = 0 and objid = $1::bigint::oid and objsubid = 1 and granted`,
    values: [LOCK],
  });
  return holder;
}

/** A transaction that the engine of before has left open would hold up this one. */
async function endOthers(session: Session, id: string): Promise<void> {
  await session.query({
    text: `select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name like $1 and application_name <> $2`,
    values: [tablesName('%'), tablesName(id)],
  });
}
