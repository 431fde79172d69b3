import type { Middleware } from 'koa';
import { detailsOf, isCoded, statusOf } from '../http/status.ts';
import { explain, type Log } from '../log.ts';

/** Every error leaves as `{ error: { code, message, details?, requestId } }`; what is no known error leaves as 500. */
export function errors(log: Log): Middleware {
  return async (ctx, next) => {
    try {
      await next();
    } catch (error) {
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
