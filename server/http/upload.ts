import { rm } from 'node:fs/promises';
import multer from '@koa/multer';
import type { Context } from 'koa';
import type { ZodType } from 'zod';
import type { Call } from './call.ts';
import { BodyTooLargeError, InvalidInputError, WrongContentTypeError } from './errors.ts';
import { parseInput } from './invalidInput.ts';
import { parseJson } from './jsonBody.ts';

const MAX_FILE_BYTES = 100 * 1024 * 1024;
const MAX_FORM_BYTES = 3 * MAX_FILE_BYTES;
const MAX_FIELD_BYTES = 256 * 1024;
const MAX_NAME = 200;

/** A file that came in, waiting on disk until the request ends. */
export interface UploadedFile {
  /** Where the bytes wait. */
  path: string;
  /** Its name on the sender's machine: a label, never a path of ours. */
  name: string;
  /** What the sender says it is: a claim. */
  mediaType: string;
  size: number;
}

export interface Upload {
  files: Record<string, UploadedFile[]>;
  document: unknown;
}

/**
 * Reads a multipart body into `folder`; `use` gets the files, which are gone when it ends.
 * A body that announces more than the limit is refused before a byte of it is read.
 * @throws {WrongContentTypeError} @throws {BodyTooLargeError} @throws {InvalidInputError}
 */
export async function withUpload<T>(
  ctx: Context,
  call: Call & { upload: NonNullable<Call['upload']> },
  { folder, maxBytes: allowed = MAX_FILE_BYTES }: { folder: string; maxBytes?: number | undefined },
  use: (upload: Upload) => Promise<T>,
): Promise<T> {
  if (!ctx.is('multipart/form-data')) throw new WrongContentTypeError('tệp tải lên (multipart/form-data)');
  const single = Object.values(call.upload.files).every(({ maxCount }) => maxCount === 1);
  const maxBytes = single && Object.keys(call.upload.files).length === 1 ? allowed : MAX_FORM_BYTES;
  if ((ctx.request.length ?? 0) > maxBytes + 2 * MAX_FIELD_BYTES) throw new BodyTooLargeError(maxBytes);
  const fields = Object.entries(call.upload.files).map(([name, { maxCount }]) => ({ name, maxCount }));
  try {
    await reader(folder, allowed)
      .fields(fields)(ctx as never, async () => undefined)
      .catch(refuse);
    return await use({ files: filesOf(ctx), document: documentOf(ctx, call.upload.document) });
  } finally {
    const waiting = Object.values(filesOf(ctx)).flat();
    await Promise.all(waiting.map(({ path }) => rm(path, { force: true })));
  }
}

const reader = (dest: string, fileSize: number) =>
  multer({
    dest,
    // Browsers send names in UTF-8 without saying so (RFC 7578, 5.1).
    ...{ defParamCharset: 'utf8' },
    limits: { fileSize, files: 21, fields: 5, parts: 30, fieldSize: MAX_FIELD_BYTES },
  });

function filesOf(ctx: Context): Record<string, UploadedFile[]> {
  const received = (ctx.files ?? {}) as Record<string, multer.File[]>;
  return Object.fromEntries(
    Object.entries(received).map(([field, files]) => [
      field,
      files.map(({ path, originalname, mimetype, size }) => ({
        path,
        name: safeName(originalname),
        mediaType: mimetype,
        size,
      })),
    ]),
  );
}

/** Keeps the last part of a path and no control characters; composed form, as Vietnamese is compared. */
function safeName(name: string): string {
  const last = name.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const clean = last.replace(/\p{Cc}/gu, '').trim();
  return clean.slice(-MAX_NAME) || 'khong-ten';
}

function documentOf(ctx: Context, schema: ZodType | undefined): unknown {
  if (!schema) return undefined;
  const field = (ctx.request as { body?: Record<string, unknown> }).body?.document;
  if (typeof field !== 'string') {
    throw new InvalidInputError([{ where: 'document', message: 'Thiếu phần «document» (JSON).' }]);
  }
  return parseInput(schema, parseJson(field));
}

function refuse(error: { code?: string; field?: string }): never {
  if (error.code === 'LIMIT_FILE_SIZE') throw new BodyTooLargeError(MAX_FILE_BYTES);
  if (error.code === 'LIMIT_UNEXPECTED_FILE' || error.code?.startsWith('LIMIT_')) {
    throw new InvalidInputError([
      { where: error.field ?? '', message: 'Tệp hoặc trường này không được nhận.' },
    ]);
  }
  if (error instanceof Error && /boundary|unexpected end|malformed/i.test(error.message)) {
    throw new InvalidInputError([{ where: '', message: 'Tệp gửi lên bị đứt giữa chừng.' }]);
  }
  throw error;
}
