import Router from '@koa/router';
import type { Context, Middleware } from 'koa';
import type { ZodType, z } from 'zod';
import { BYTES, type Call } from './call.ts';
import { NotSignedInError, PresentationError } from './errors.ts';
import { parseInput } from './invalidInput.ts';
import { readJson } from './jsonBody.ts';
import { type FileAnswer, sendFile } from './sendFile.ts';
import { type Upload, type UploadedFile, withUpload } from './upload.ts';

type Parsed<S> = S extends ZodType ? z.output<S> : undefined;
type UploadOf<C extends Call> = C['upload'] extends { files: infer F; document?: infer D }
  ? { files: { [K in keyof F]?: UploadedFile[] }; document: Parsed<D> }
  : undefined;

/** What a handler gets: everything already parsed with the call's schemas. */
export interface ApiRequest<C extends Call, Caller> {
  params: Parsed<C['params']>;
  query: Parsed<C['query']>;
  body: Parsed<C['body']>;
  upload: UploadOf<C>;
  /** Who asks; undefined only in calls that are open to people not signed in. */
  caller: C extends { open: true } ? Caller | undefined : Caller;
  ctx: Context;
}

export type ApiAnswer<C extends Call> = C['response'] extends typeof BYTES
  ? FileAnswer
  : C['response'] extends ZodType
    ? z.input<C['response']>
    : unknown;

/** A call together with what answers it. */
export interface Route<Caller> {
  call: Call;
  handle(request: ApiRequest<Call, Caller>): Promise<unknown>;
  admit?: Admit;
}

/** Judges an upload before a byte of it is read. @returns the most that its file may have; absent: what every file may */
export type Admit = (params: Readonly<Record<string, string>>, ctx: Context) => Promise<number | undefined>;

/** Binds a call to its handler; the types of both come from the call's schemas. */
export function route<C extends Call, Caller>(
  call: C,
  handle: (request: ApiRequest<C, Caller>) => Promise<ApiAnswer<C>>,
  admit?: Admit,
): Route<Caller> {
  return { call, handle: handle as unknown as Route<Caller>['handle'], ...(admit && { admit }) };
}

export interface RouterOptions<Caller> {
  /** Who asks, as the session middleware found it. */
  callerOf(ctx: Context): Caller | undefined;
  uploads: string;
}

/** Koa's middleware for a list of routes, below `/api`. */
export function createRouter<Caller>(
  routes: readonly Route<Caller>[],
  { callerOf, uploads }: RouterOptions<Caller>,
): Middleware {
  const router = new Router({ prefix: '/api' });
  for (const { call, handle, admit } of routes) {
    router[call.method](call.path.replace(/\{(\w+)\}/g, ':$1'), async (ctx: Context) => {
      const caller = callerOf(ctx);
      if (!caller && !call.open) throw new NotSignedInError();
      const parsed = {
        ctx,
        caller: caller as Caller,
        params: call.params && parseInput(call.params, ctx.params),
        query: call.query && parseInput(call.query, { ...ctx.query }),
        body: call.body && parseInput(call.body, await readJson(ctx.req, call.maxBodyBytes)),
      };
      const answer = (upload?: Upload) => handle({ ...parsed, upload } as ApiRequest<Call, Caller>);
      const maxBytes = await admit?.(ctx.params, ctx);
      const output = isUpload(call)
        ? await withUpload(ctx, call, { folder: uploads, maxBytes }, answer)
        : await answer();
      await present(ctx, call, output);
    });
  }
  return router.routes() as unknown as Middleware;
}

function isUpload(call: Call): call is Call & { upload: NonNullable<Call['upload']> } {
  return call.upload !== undefined;
}

/** Only what the schema names leaves the server: unknown properties are dropped. */
async function present(ctx: Context, call: Call, output: unknown): Promise<void> {
  if (call.response === undefined) {
    ctx.status = 204;
  } else if (call.response === BYTES) {
    await sendFile(ctx, output as FileAnswer);
  } else {
    const checked = call.response.safeParse(output);
    if (!checked.success) throw new PresentationError(call.name, { cause: checked.error });
    ctx.body = checked.data;
  }
}
