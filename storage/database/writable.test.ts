import { sql } from 'kysely';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../testing/index.ts';
import { isWritable, jsonText, writable } from './writable.ts';

const odd = 'Nguyễn\u0000 Văn \ud83d, \udd8b, 🖋️';

describe('a text from outside', () => {
  it('is kept by PostgreSQL, as text and in JSON, once it is writable', async () => {
    expect(isWritable(odd)).toBe(false);
    expect(isWritable(writable(odd))).toBe(true);
    const { db, drop } = await testDatabase();
    const { rows } =
      await sql`select ${writable(odd)}::text as text, ${jsonText({ of: [odd] })}::jsonb as json`.execute(db);
    const kept = 'Nguyễn\uFFFD Văn \uFFFD, \uFFFD, 🖋️';
    expect(rows).toEqual([{ text: kept, json: { of: [kept] } }]);
    await drop();
  });
});
