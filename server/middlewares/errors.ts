import type { Middleware } from 'koa';
import { NoSuchCallError } from '../http/errors.ts';
import { detailsOf, isCoded, statusOf } from '../http/status.ts';
import { explain, type Log } from '../log.ts';

/** Every error leaves as `{ error: { code, message, details?, requestId } }`; what is no known error leaves as 500. */
export function errors(log: Log): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (thrown) {
      const error = isBadPath(thrown) ? new NoSuchCallError(ctx.path) : thrown;
      const requestId: string = ctx.state.requestId;
      const status = statusOf(error) ?? 500;
      ctx.remove('ETag');
      ctx.status = status;
      if (status === 500 || !isCoded(error)) {
        log.error('request failed', { requestId, method: ctx.method, path: ctx.path, error: explain(error) });
        const message = `Hệ thống gặp lỗi. Hãy báo quản trị viên mã ${requestId}.`;
        ctx.body = { error: { code: 'internal', message, requestId } };
        return;
      }
      const { code, message } = error;
      const details = detailsOf(error);
      const wait = (error as { retryAfterSeconds?: number }).retryAfterSeconds;
      if (wait !== undefined) ctx.set('Retry-After', String(wait));
      ctx.body = { error: { code, message, ...(details && { details }), requestId } };
    }
  };
}

/** Koa's own refusals of a path: one that climbs out of the folder, or cannot be decoded. */
function isBadPath(error: unknown): boolean {
  const { status, expose } = error as { status?: unknown; expose?: unknown };
  return error instanceof Error && expose === true && (status === 400 || status === 403 || status === 404);
}
