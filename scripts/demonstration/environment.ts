import { appendFileSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createDatabase, startEmbeddedPostgres } from '@congvan/storage';
import { startAuthority } from './authority.ts';
import { type KeptProcess, keepRunning } from './child.ts';
import { layoutOf, type OrganId, type Place } from './layout.ts';
import type { DemonstrationOptions } from './options.ts';
import { provision } from './provision.ts';
import { serverEnvironment } from './serverEnvironment.ts';

/** What the replay needs of the demonstration, started by it or found running. */
export interface Environment {
  places: Record<OrganId, Place>;
  /** Root certificate of the demonstration's authority, PEM. */
  caPem: string;
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Starts everything on this machine: PostgreSQL, the test authority, and one server an agency. */
export async function startEnvironment(
  options: DemonstrationOptions,
  say: (line: string) => void,
): Promise<Environment> {
  const layout = layoutOf(options);
  await mkdir(layout.data, { recursive: true });
  const stops: (() => Promise<void>)[] = [];
  const stop = async () => {
    for (const one of stops.splice(0).reverse()) await one();
  };
  try {
    say('Khởi động PostgreSQL…');
    const postgres = await startEmbeddedPostgres({ dataDir: layout.postgres });
    stops.push(postgres.stop);
    const running = await startAuthority(layout);
    stops.push(running.stop);
    const servers: Partial<Record<OrganId, KeptProcess>> = {};
    stops.push(async () => void (await Promise.all(Object.values(servers).map((server) => server.stop()))));
    for (const place of Object.values(layout.places)) {
      await mkdir(place.folder, { recursive: true });
      const databaseUrl = await createDatabase(postgres.url, place.database);
      await provision(layout, place, { databaseUrl, authority: running.authority });
      const env = await serverEnvironment(layout, place, {
        ...running,
        databaseUrl,
        webFolder: join(root, 'web/dist'),
      });
      const log = join(place.folder, 'server.log');
      servers[place.organId] = keepRunning({
        name: `Máy chủ ${place.organId}`,
        program: join(root, 'server/main.ts'),
        env,
        onLine: (line) => appendFileSync(log, `${line}\n`),
      });
    }
    say('Khởi động hai cơ quan…');
    await Promise.all(Object.values(servers).map(({ ready }) => ready));
    const { caPem } = running.authority;
    return { places: layout.places, caPem, stop };
  } catch (error) {
    await stop();
    const { code, port } = error as { code?: string; port?: number };
    if (code !== 'EADDRINUSE') throw error;
    throw new Error(`Cổng ${port} đang bận. Một bản khác đang chạy? Chọn cổng khác bằng --port-base.`, {
      cause: error,
    });
  }
}

/** The demonstration that another process has started; stopping leaves it as it is. */
export async function joinEnvironment(options: DemonstrationOptions): Promise<Environment> {
  const { places, authority } = layoutOf(options);
  const caPem = await readFile(join(authority, 'ca.pem'), 'utf8');
  return { places, caPem, stop: async () => undefined };
}
