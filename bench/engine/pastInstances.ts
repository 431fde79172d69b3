import { openDatabase } from '@congvan/storage';
import { type Kysely, sql } from 'kysely';

/** Long ago enough that no clock is before it. */
export const BEGAN = Date.UTC(2024, 0, 1);
/** The past's keys lie below the engine's own: partition 0. */
const FIRST_KEY = 1_000_000;

/**
 * Writes a past into the engine's tables as its checkpoints would have: `count` ended instances of the definitions in
 * turn, one a second, each ten thousandth canceled, with the path and variables of a small process (about 1 KB).
 * @returns the keys of some of them
 */
export async function writePast(
  databaseUrl: string,
  definitionKeys: readonly number[],
  count: number,
): Promise<number[]> {
  const db = openDatabase(databaseUrl, { max: 1 });
  try {
    for (let from = 1; from <= count; from += 100_000)
      await write(db, definitionKeys, from, Math.min(count, from + 99_999));
    await sql`insert into engine.endings select definition, count(*) filter (where state = 'COMPLETED'),
      count(*) filter (where state = 'CANCELED') from engine.history group by definition`.execute(db);
    await sql`insert into engine.passages
      select definition, node, count(*), 0 from engine.history, generate_series(1, 7) node
      group by definition, node`.execute(db);
    await sql`analyze`.execute(db);
    return Array.from({ length: 100 }, (_, i) => FIRST_KEY + 1 + Math.floor((i * count) / 100));
  } finally {
    await db.destroy();
  }
}

async function write(
  db: Kysely<unknown>,
  definitionKeys: readonly number[],
  from: number,
  to: number,
): Promise<void> {
  const path = JSON.stringify(
    Array.from({ length: 7 }, (_, i) => [
      [0, i + 1, FIRST_KEY + i, BEGAN, BEGAN + 1_000, 0],
      [1, i, BEGAN],
    ]).flat(),
  );
  const variables = JSON.stringify({
    documentId: '7b0c2a52-5a55-4f6e-8a3c-d1f1f1a3b7aa',
    note: 'x'.repeat(500),
  });
  await sql`insert into engine.history
    select ${FIRST_KEY}::bigint + n, (${definitionKeys}::bigint[])[1 + n % ${definitionKeys.length}],
      case when n % 10000 = 0 then 'CANCELED' else 'COMPLETED' end, ${BEGAN}::bigint + n * 1000,
      ${BEGAN}::bigint + n * 1000 + 60000, 0, '<default>', ${`{"path":${path},"variables":${variables}}`}
    from generate_series(${from}::int, ${to}::int) n`.execute(db);
}
