import { randomBytes } from 'node:crypto';
import { type Kysely, sql } from 'kysely';
import { inject } from 'vitest';
import { createDatabase } from '../database/createDatabase.ts';
import { openDatabase } from '../database/openDatabase.ts';
import type {} from './globalSetup.ts';

export interface TestDatabase<Tables> {
  url: string;
  db: Kysely<Tables>;
  /** Closes the pool and removes the database, also from under other connections. */
  drop(): Promise<void>;
}

/** A fresh, empty database on the test run's own server. */
export async function testDatabase<Tables = unknown>({
  max = 5,
}: {
  max?: number;
} = {}): Promise<TestDatabase<Tables>> {
  const adminUrl = inject('postgresUrl');
  const name = `test_${randomBytes(8).toString('hex')}`;
  const url = await createDatabase(adminUrl, name);
  const db = openDatabase<Tables>(url, { max });
  return {
    url,
    db,
    drop: async () => {
      await db.destroy();
      const admin = openDatabase(adminUrl, { max: 1 });
      await sql`drop database if exists ${sql.id(name)} with (force)`.execute(admin);
      await admin.destroy();
    },
  };
}
