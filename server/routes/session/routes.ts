import { SignInRefusedError } from '../../http/errors.ts';
import { type Route, route } from '../../http/router.ts';
import type { Accounts, Caller } from '../../session/caller.ts';
import type { SessionCookie } from '../../session/cookie.ts';
import type { FailedSignIns } from '../../session/failedSignIns.ts';
import { passwordMatches } from '../../session/passwords.ts';
import type { Sessions } from '../../session/sessions.ts';
import { sessionCalls } from './schema.ts';

export interface SignInParts {
  accounts: Accounts;
  sessions: Sessions;
  cookie: SessionCookie;
  failures: FailedSignIns;
}

export function sessionRoutes({ accounts, sessions, cookie, failures }: SignInParts): Route<Caller>[] {
  return [
    route(sessionCalls.signIn, async ({ body: { username, password }, caller, ctx }) => {
      await failures.count(username, ctx.ip);
      const account = await accounts.findSignIn(username);
      const matches = await passwordMatches(password, account?.passwordHash);
      const user = matches && account ? await accounts.getUser(account.userId) : undefined;
      if (!user) throw new SignInRefusedError();
      await failures.forgive(username, ctx.ip);
      // A new id at every sign-in, so that an id planted before it is worth nothing (session fixation).
      if (caller) await sessions.close(caller.sessionId);
      const opened = await sessions.open(user.id, { ip: ctx.ip, agent: ctx.get('User-Agent') });
      cookie.write(ctx, opened.id);
      return { user, csrfToken: opened.csrfToken };
    }),
    route(sessionCalls.current, async ({ caller }) => ({
      user: (caller && (await accounts.getUser(caller.actor.id))) ?? null,
      csrfToken: caller?.csrfToken ?? null,
    })),
    route(sessionCalls.signOut, async ({ caller, query, ctx }) => {
      if (query.everywhere) await sessions.closeAll(caller.actor.id);
      else await sessions.close(caller.sessionId);
      cookie.clear(ctx);
    }),
  ];
}
