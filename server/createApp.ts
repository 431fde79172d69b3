import Koa from 'koa';
import { NoSuchCallError } from './http/errors.ts';
import { createRouter, type Route } from './http/router.ts';
import type { Log } from './log.ts';
import { errors } from './middlewares/errors.ts';
import { requestId } from './middlewares/requestId.ts';
import { sameSite } from './middlewares/sameSite.ts';
import { securityHeaders } from './middlewares/securityHeaders.ts';
import { callerOf, session } from './middlewares/session.ts';
import { web } from './middlewares/web.ts';
import { openApi } from './openapi.ts';
import type { SignInParts } from './routes/session/routes.ts';
import type { Caller } from './session/caller.ts';

export interface AppOptions {
  log: Log;
  https: boolean;
  /** Trust X-Forwarded-For of a reverse proxy in front. */
  behindProxy: boolean;
  /** The signer's token plug-in, which the web speaks to on their own machine. */
  pluginUrl: string;
  signIn: SignInParts;
  routes: readonly Route<Caller>[];
  /** Where uploads wait. */
  uploads: string;
  /** The web's built files; absent: only the API is served. */
  webFolder?: string;
}

/** The HTTP side of the office: each middleware does one thing, in this order. */
export function createApp(options: AppOptions): Koa {
  const { log, signIn } = options;
  const app = new Koa({ proxy: options.behindProxy });
  app.use(requestId);
  app.use(errors(log));
  app.use(securityHeaders(options));
  app.use(async (ctx, next) => {
    if (!ctx.path.startsWith('/api/')) return next();
    ctx.set('Cache-Control', 'no-store');
    if (ctx.path === '/api/openapi.json' && ctx.method === 'GET') {
      ctx.body = openApi();
      return;
    }
    await session(
      signIn.cookie,
      signIn.sessions,
      signIn.accounts,
    )(ctx, () => sameSite((context) => callerOf(context)?.csrfToken)(ctx, next));
  });
  app.use(createRouter(options.routes, { callerOf, uploads: options.uploads }));
  app.use((ctx, next) => {
    if (/^\/api(\/|$)/.test(ctx.path)) throw new NoSuchCallError(ctx.path);
    return next();
  });
  if (options.webFolder) for (const middleware of web(options.webFolder)) app.use(middleware);
  app.use((ctx) => {
    throw new NoSuchCallError(ctx.path);
  });
  app.on('error', (error: NodeJS.ErrnoException) => {
    // A reader who turns to another page before a file has come is no failure.
    if (error.code !== 'ERR_STREAM_PREMATURE_CLOSE') log.error('connection failed', { error: String(error) });
  });
  return app;
}
