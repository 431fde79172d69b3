import { readFile } from 'node:fs/promises';
import { getPriority, setPriority } from 'node:os';
import type pg from 'pg';

/** Of nice(2): a quarter of a processor that another process wants as well, all of it otherwise. */
export const LOW_PRIORITY = 5;

/**
 * Lets the server's process of this connection give way to those of other connections. It is done where the server
 * runs beside us and its process may be changed (our own cluster); elsewhere nothing happens.
 */
export async function giveWay(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ pid: number; port: number | null }>(
    'select pg_backend_pid() as pid, inet_client_port() as port',
  );
  const { pid, port } = rows[0]!;
  // On another machine, or in a container, the number is that of another process: ours names our port in its title.
  const title = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (!title.startsWith('postgres: ') || !title.includes(`(${port})`)) return;
  try {
    if (getPriority(pid) < LOW_PRIORITY) setPriority(pid, LOW_PRIORITY);
  } catch {
    // Another account's process: it stays as it is.
  }
}
