import { randomUUID } from 'node:crypto';
import type { Middleware } from 'koa';

/** Gives each request a name that the person can quote and the log knows. */
export const requestId: Middleware = async (ctx, next) => {
  ctx.state.requestId = randomUUID();
  ctx.set('X-Request-Id', ctx.state.requestId);
  await next();
};
