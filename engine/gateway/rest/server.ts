// Camunda's Orchestration Cluster REST API (https://docs.camunda.io/docs/apis-tools/orchestration-cluster-api-rest/),
// below /v2; below /v1 what Zeebe 8.5 had of it.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import Router from '@koa/router';
import Koa from 'koa';
import type { Monitor } from '../../monitor.ts';
import type { Processor } from '../../processor.ts';
import { openCalls } from '../calls.ts';
import { batchQueries } from './batchQueries.ts';
import { boundConnections } from './boundConnections.ts';
import { clusterQueries } from './clusterQueries.ts';
import { commandRoutes, serve, userTaskRoutes } from './commandRoutes.ts';
import { definitionQueries } from './definitionQueries.ts';
import { deployResources } from './deployments.ts';
import { documentRoutes } from './documentRoutes.ts';
import { identityRoutes } from './identityRoutes.ts';
import { instanceQueries } from './instanceQueries.ts';
import { activateJobs } from './jobActivation.ts';
import { keptQueries } from './keptQueries.ts';
import { Problem, problems } from './problem.ts';
import { usageQueries } from './usageQueries.ts';
import { userTaskQueries } from './userTaskQueries.ts';
import { walkQueries } from './walkQueries.ts';

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
/** As over gRPC. */
const MAX_CONNECTIONS = 10_000;
/** How long a client may take to send the head of a request, and all of it, ms; how often that is looked after. */
const HEADERS_WAIT = 10_000;
const REQUEST_WAIT = 60_000;
const CHECK = 5_000;

export async function startRestServer(options: RestOptions): Promise<RestServer> {
  const { processor, monitor, gateway, host, port, onError } = options;
  const router = new Router();
  const calls = openCalls(processor);
  const admit = (bytes: number) => processor.admit(bytes);
  for (const prefix of ['/v1', '/v2']) serve(router, prefix, userTaskRoutes, calls, admit);
  serve(router, '/v2', commandRoutes, calls, admit);
  router.post('/v2/jobs/activation', (ctx) => activateJobs(ctx, processor));
  router.post('/v2/deployments', (ctx) => deployResources(ctx, calls, admit));
  clusterQueries(router, processor, gateway);
  documentRoutes(router);
  identityRoutes(router);
  batchQueries(router, monitor);
  userTaskQueries(router, monitor);
  instanceQueries(router, monitor);
  walkQueries(router, monitor);
  keptQueries(router, monitor);
  definitionQueries(router, monitor);
  usageQueries(router, monitor);

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
  const server = createServer(
    { headersTimeout: HEADERS_WAIT, requestTimeout: REQUEST_WAIT, connectionsCheckingInterval: CHECK },
    app.callback(),
  );
  boundConnections(server, MAX_CONNECTIONS);
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
