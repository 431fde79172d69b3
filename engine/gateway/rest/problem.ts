// Problem details (RFC 9457) with the status codes and titles of Camunda's REST API.
import type { Middleware } from 'koa';
import { Rejection, type RejectionCode } from '../../errors.ts';

/** A request that is refused before it becomes a command. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly title: string,
    detail: string,
  ) {
    super(detail);
    this.name = 'Problem';
  }
}

export const badRequest = (detail: string) => new Problem(400, 'Bad Request', detail);
export const invalid = (detail: string) => new Problem(400, 'INVALID_ARGUMENT', detail);

const STATUS: Record<RejectionCode, number> = {
  INVALID_ARGUMENT: 400,
  NOT_FOUND: 404,
  FAILED_PRECONDITION: 409,
  ALREADY_EXISTS: 409,
  RESOURCE_EXHAUSTED: 503,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
  INTERNAL: 500,
};

function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  const message = error instanceof Error ? error.message : String(error);
  if (!(error instanceof Rejection))
    return new Problem(500, 'INTERNAL_ERROR', `Unexpected error: ${message}`);
  const { code } = error;
  return new Problem(STATUS[code], code === 'FAILED_PRECONDITION' ? 'INVALID_STATE' : code, message);
}

/** Answers what has gone wrong, also that there is no such resource. */
export function problems(onError: (error: unknown) => void): Middleware {
  return async (ctx, next) => {
    try {
      await next();
      if (ctx.status === 404 && ctx.body === undefined)
        throw new Problem(404, 'Not Found', `No endpoint ${ctx.method} ${ctx.path}`);
      if (ctx.status === 405)
        throw new Problem(405, 'Method Not Allowed', `Method '${ctx.method}' is not supported`);
    } catch (error) {
      const problem = problemOf(error);
      if (problem.status === 500) onError(error);
      ctx.status = problem.status;
      ctx.type = 'application/problem+json';
      ctx.body = JSON.stringify({
        type: 'about:blank',
        title: problem.title,
        status: problem.status,
        detail: problem.message,
        instance: ctx.path,
      });
    }
  };
}
