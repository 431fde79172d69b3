import { timingSafeEqual } from 'node:crypto';
import type { Context, Middleware } from 'koa';
import { ForgedRequestError } from '../http/errors.ts';

const READS = new Set(['GET', 'HEAD', 'OPTIONS']);

/** Changes come from our own pages, and with the session's token once there is a session. */
export function sameSite(csrfTokenOf: (ctx: Context) => string | undefined): Middleware {
  return async (ctx, next) => {
    if (!READS.has(ctx.method)) {
      const site = ctx.get('Sec-Fetch-Site');
      if (site === 'cross-site' || site === 'same-site') throw new ForgedRequestError();
      const expected = csrfTokenOf(ctx);
      const signingIn = ctx.path === '/api/session' && ctx.method === 'POST';
      if (expected !== undefined && !signingIn && !equal(ctx.get('x-csrf-token'), expected)) {
        throw new ForgedRequestError();
      }
    }
    await next();
  };
}

function equal(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
