import type { Context, Middleware } from 'koa';
import type { Accounts, Caller } from '../session/caller.ts';
import type { SessionCookie } from '../session/cookie.ts';
import type { Sessions } from '../session/sessions.ts';

/** Finds who asks. A person who was made inactive is nobody at once, whatever their cookie says. */
export function session(cookie: SessionCookie, sessions: Sessions, accounts: Accounts): Middleware {
  return async (ctx, next) => {
    const sessionId = cookie.read(ctx);
    const open = sessionId ? await sessions.find(sessionId) : undefined;
    const actor = open && (await accounts.findActor(open.userId, ctx.ip));
    if (open && actor && sessionId) {
      ctx.state.caller = { actor, sessionId, csrfToken: open.csrfToken } satisfies Caller;
    }
    await next();
  };
}

export const callerOf = (ctx: Context): Caller | undefined => ctx.state.caller;
