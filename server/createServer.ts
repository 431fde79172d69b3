import { once } from 'node:events';
import { mkdir, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { join } from 'node:path';
import { type Engine, startEngine } from '@congvan/engine';
import { connectEngine } from '@congvan/engine/client';
import { signingBatches, startOutbox } from '@congvan/office';
import { startEmbeddedPostgres } from '@congvan/storage';
import { deployAll, startWorkers } from '@congvan/workflows';
import { officeAccounts } from './accounts.ts';
import type { Config } from './config.ts';
import { createApp } from './createApp.ts';
import { explain, type Log } from './log.ts';
import { startExchange } from './parts/exchange.ts';
import { openFiles } from './parts/files.ts';
import { keyOptions } from './parts/keys.ts';
import { openOffice } from './parts/office.ts';
import { startRetention } from './parts/retention.ts';
import { startedParts } from './parts/startedParts.ts';
import { readTrustedRoots } from './parts/trust.ts';
import { validationClients } from './parts/validationClients.ts';
import { officeRoutes } from './routes/officeRoutes.ts';
import { sessionCookie } from './session/cookie.ts';
import { failedSignIns } from './session/failedSignIns.ts';
import { sessions } from './session/sessions.ts';

export interface RunningServer {
  url: string;
  /** Ends what is under way, then everything that was started, last first. */
  stop(): Promise<void>;
}

/**
 * Starts one agency's office with the parts that its configuration names.
 * @param onFailed called when it cannot go on: another engine has taken the place of its own
 */
export async function createServer(
  config: Config,
  log: Log,
  onFailed?: (error: unknown) => void,
): Promise<RunningServer> {
  const parts = startedParts(log);
  try {
    return { url: await start(config, log, parts, onFailed), stop: parts.stop };
  } catch (error) {
    await parts.stop();
    throw error;
  }
}

async function start(
  config: Config,
  log: Log,
  parts: ReturnType<typeof startedParts>,
  onFailed?: (error: unknown) => void,
): Promise<string> {
  const onError = (part: string) => (error: unknown) => log.error(part, { error: explain(error) });
  const databaseUrl = config.databaseUrl ?? (await embeddedDatabase(config, parts));

  let engine: Engine | undefined;
  if ('port' in config.engine) {
    const { port, restPort } = config.engine;
    engine = parts.add(
      'engine',
      await startEngine({
        databaseUrl,
        port,
        restPort,
        onError: onError('engine'),
        ...(onFailed && { onFenced: onFailed }),
      }),
    );
  }
  const address = engine?.address ?? ('address' in config.engine ? config.engine.address : '');
  const client = connectEngine({ address });
  parts.add('engine client', { stop: () => client.close() });

  const keys = await keyOptions(config);
  const opened = await openOffice({
    databaseUrl,
    files: await openFiles(config.files),
    trustedRoots: await readTrustedRoots(config.trustPem),
    timestampUrls: config.timestampUrls,
    keys,
    engine: client,
    keptThreads: 1,
  });
  parts.add('office', { stop: opened.close });
  const { office, db } = opened;
  if (keys.module) {
    parts.add('PKCS#11 module', { stop: keys.module.close });
    // It may come later: what needs it says so until then.
    await keys.module.keys().catch(onError('PKCS#11 module'));
  }

  await deployAll(client);
  parts.add('workers', startWorkers(client, office));
  parts.add('outbox', startOutbox(office, { onError: onError('outbox') }));
  const batches = signingBatches(office, { onError: onError('signing batch') });
  parts.add('signing batches', batches);
  if (engine) parts.add('retention', startRetention(office, engine, onError('retention')));
  const { exchange } = config;
  if (exchange) parts.add('exchange', await startExchange({ ...config, exchange }, office, db, log));

  const uploads = join(config.data, 'uploads');
  await rm(uploads, { recursive: true, force: true }); // what was being sent when the server died
  await mkdir(uploads, { recursive: true });
  const clock = () => office.clock.now();
  const signIn = {
    accounts: officeAccounts(office),
    sessions: sessions(db, clock),
    cookie: sessionCookie(config.organId),
    failures: failedSignIns(db, clock),
  };
  const app = createApp({
    log,
    https: config.http.publicUrl.startsWith('https:'),
    behindProxy: config.http.behindProxy,
    pluginUrl: config.keys.pluginUrl,
    signIn,
    routes: officeRoutes({
      ...{ office, batches, db, client, monitor: engine?.monitor, signIn, log },
      validationClients: await validationClients(config.http.validationClients, clock),
    }),
    uploads,
    ...(config.http.webFolder && { webFolder: config.http.webFolder }),
  });
  const http = createHttpServer(app.callback());
  http.listen(config.http.port, config.http.host);
  await once(http, 'listening');
  parts.add('http', {
    stop: () =>
      new Promise<void>((resolve) => {
        http.close(() => resolve());
        http.closeIdleConnections();
        setTimeout(() => http.closeAllConnections(), 5_000).unref();
      }),
  });
  log.info('listening', {
    pid: process.pid,
    organId: config.organId,
    url: config.http.publicUrl,
    engine: address,
  });
  return config.http.publicUrl;
}

async function embeddedDatabase({ data }: Config, parts: ReturnType<typeof startedParts>): Promise<string> {
  return parts.add('PostgreSQL', await startEmbeddedPostgres({ dataDir: join(data, 'postgres') })).url;
}
