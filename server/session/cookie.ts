import type { Context } from 'koa';
import { LONGEST } from './sessions.ts';

/**
 * The session's cookie. It carries the agency's identifier in its name, because cookies do not know ports and two
 * agencies of one machine would sign each other's people out.
 */
export interface SessionCookie {
  read(ctx: Context): string | undefined;
  write(ctx: Context, id: string): void;
  clear(ctx: Context): void;
}

export function sessionCookie(organId: string): SessionCookie {
  const name = `congvan-${organId.toLowerCase().replace(/[^a-z0-9]/g, '-')}`;
  // Secure always: browsers keep such a cookie from http://localhost, which they trust, and from nowhere else.
  const options = { httpOnly: true, secure: true, sameSite: 'lax', path: '/', overwrite: true } as const;
  const set = (ctx: Context, value: string | null, maxAge?: number) => {
    ctx.cookies.secure = true;
    ctx.cookies.set(name, value, { ...options, ...(maxAge && { maxAge }) });
  };
  return {
    read: (ctx) => ctx.cookies.get(name),
    write: (ctx, id) => set(ctx, id, LONGEST),
    clear: (ctx) => set(ctx, null),
  };
}
