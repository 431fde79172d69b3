import pg from 'pg';

const DUPLICATE_DATABASE = '42P04';
const DUPLICATE_NAME = '23505'; // two creations at once meet in the catalogue's unique index

/**
 * Creates a database on the server of `adminUrl` if it is not there.
 * @returns its URL
 */
export async function createDatabase(adminUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${client.escapeIdentifier(name)}`);
  } catch (error) {
    const { code } = error as { code?: string };
    if (code !== DUPLICATE_DATABASE && code !== DUPLICATE_NAME) throw error;
  } finally {
    await client.end();
  }
  const url = new URL(adminUrl);
  url.pathname = `/${encodeURIComponent(name)}`;
  return url.href;
}
