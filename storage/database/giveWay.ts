import { readFile } from 'node:fs/promises';
import { getPriority, setPriority } from 'node:os';
import type pg from 'pg';

/** Of nice(2): a tenth of the processor while others want it, all of it otherwise. */
const LOW = 10;

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
    if (getPriority(pid) < LOW) setPriority(pid, LOW);
  } catch {
    // Another account's process: it stays as it is.
  }
}
