import { createHash } from 'node:crypto';
import { type Kysely, sql, type Transaction } from 'kysely';
import { DatabaseNewerError, MigrationChangedError } from './errors.ts';

export interface Migration {
  /** Unique in its schema, told in order: '001-documents'. */
  name: string;
  /** One or more statements; unqualified names are made in the schema. */
  sql: string;
}

/**
 * Brings a schema up to date in one transaction; several processes may call it at once. Migrations are append-only:
 * what is applied is compared with the code by SHA-256.
 * @returns the names applied now
 * @throws {MigrationChangedError} when an applied migration was edited
 * @throws {DatabaseNewerError} when the database knows more migrations than the code
 */
export async function migrate<Tables>(
  db: Kysely<Tables>,
  { schema, migrations }: { schema: string; migrations: readonly Migration[] },
): Promise<string[]> {
  return db.transaction().execute(async (trx) => {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`migrate ${schema}`}, 0))`.execute(trx);
    await sql`create schema if not exists ${sql.id(schema)}`.execute(trx);
    await sql`set local search_path to ${sql.id(schema)}, public`.execute(trx);
    await sql`create table if not exists migrations (
      position int primary key, name text not null unique, sha256 text not null,
      applied_at timestamptz not null default now())`.execute(trx);
    const applied = await appliedMigrations(trx);
    for (const [position, { name, sha256 }] of applied.entries()) {
      const known = migrations[position];
      if (!known) throw new DatabaseNewerError(schema, name);
      if (known.name !== name || digest(known) !== sha256) throw new MigrationChangedError(schema, name);
    }
    const pending = migrations.slice(applied.length);
    for (const [index, migration] of pending.entries()) {
      await sql.raw(migration.sql).execute(trx);
      await sql`insert into migrations (position, name, sha256)
        values (${applied.length + index}, ${migration.name}, ${digest(migration)})`.execute(trx);
    }
    return pending.map(({ name }) => name);
  });
}

async function appliedMigrations<Tables>(trx: Transaction<Tables>) {
  const found = await sql<{ name: string; sha256: string }>`
    select name, sha256 from migrations order by position`.execute(trx);
  return found.rows;
}

function digest(migration: Migration): string {
  return createHash('sha256').update(migration.sql).digest('hex');
}
