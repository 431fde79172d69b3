// The part of Camunda's Orchestration Cluster REST API that user tasks need
// (https://docs.camunda.io/docs/apis-tools/orchestration-cluster-api-rest/), below /v2, and below /v1 as Zeebe 8.5
// had it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Router from '@koa/router';
import Koa from 'koa';
import type { Monitor } from '../../monitor.ts';
import type { Processor } from '../../processor.ts';
import { topology } from '../topology.ts';
import { Problem, problems } from './problem.ts';
import { userTaskCommands } from './userTaskCommands.ts';
import { userTaskQueries } from './userTaskQueries.ts';

export interface RestServer {
  port: number;
  stop(): Promise<void>;
}

export interface RestOptions {
  processor: Processor;
  monitor: Monitor;
  /** Where the gateway is, for the topology. */
  gateway: { host: string; port: number };
  host: string;
  /** 0: any free one */
  port: number;
  onError: (error: unknown) => void;
}

/** How long requests may take to end when the server stops, ms. */
const GRACE = 1_000;

export async function startRestServer(options: RestOptions): Promise<RestServer> {
  const { processor, monitor, gateway, host, port, onError } = options;
  const router = new Router();
  for (const prefix of ['/v1', '/v2']) {
    router.get(`${prefix}/topology`, (ctx) => {
      ctx.body = topology(gateway, { role: 'leader', health: 'healthy' });
    });
    userTaskCommands(router, prefix, processor);
  }
  userTaskQueries(router, monitor);

  const app = new Koa();
  app.on('error', onError);
  app.use(problems(onError));
  app.use(async (ctx, next) => {
    // Nobody signs in here, so that a page in a browser of this machine must not act for its reader.
    if (ctx.get('origin') !== '')
      throw new Problem(403, 'Forbidden', 'Requests of web pages are not answered');
    await next();
  });
  app.use(router.routes());
  app.use(router.allowedMethods());
  const server = createServer(app.callback());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const force = setTimeout(() => server.closeAllConnections(), GRACE);
      await closed;
      clearTimeout(force);
    },
  };
}
