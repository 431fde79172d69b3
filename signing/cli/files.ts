/** What commands share: read each file, write its result whole or not at all, say what happened. */
import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, mkdir, open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { PdfTooLargeError } from '../pdf/errors.ts';
import { UsageError } from './arguments.ts';

export interface Output {
  out(line: string): void;
  err(line: string): void;
}

export const toConsole: Output = {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
};

export const MAX_PDF_BYTES = 256 * 1_048_576;

/**
 * @param path a file, or `-` for the standard input
 * @throws PdfTooLargeError before more than `maxBytes` are in memory, and what the operating system says
 */
export async function readPdf(path: string, maxBytes = MAX_PDF_BYTES): Promise<Buffer> {
  if (path === '-') return readBounded(process.stdin, maxBytes);
  const file = await open(path);
  try {
    const stat = await file.stat();
    // A pipe has no size, and no end that could be known.
    if (stat.isFIFO()) return await readBounded(createReadStream(path), maxBytes);
    if (stat.size > maxBytes) throw new PdfTooLargeError(stat.size, maxBytes);
    return await file.readFile();
  } finally {
    await file.close();
  }
}

async function readBounded(stream: Readable, maxBytes: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of stream as AsyncIterable<Buffer>) {
    size += part.length;
    if (size > maxBytes) throw new PdfTooLargeError(size, maxBytes);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

export interface Destination {
  out?: string | undefined;
  'out-dir'?: string | undefined;
  force?: boolean | undefined;
  json?: boolean | undefined;
}

/** Nothing that stands there is written over unless that is asked for. */
export class OutputExistsError extends Error {
  readonly code = 'OUTPUT_EXISTS';
  constructor(readonly path: string) {
    super(`${path} đã có; dùng --force để ghi đè.`);
  }
}

/** @returns 0 when every file succeeded, 1 otherwise: one bad file does not stop the others */
export async function eachFile(
  files: string[],
  destination: Destination,
  suffix: string,
  output: Output,
  work: (pdf: Buffer) => Promise<{ pdf: Uint8Array; facts: Record<string, unknown> }>,
): Promise<number> {
  if (destination.out && files.length > 1)
    throw new UsageError('--out chỉ dùng với một tệp; hãy dùng --out-dir');
  const targets = files.map((file) => targetOf(file, destination, suffix));
  const twice = targets.find((target, index) => targets.indexOf(target) !== index);
  if (twice) throw new UsageError(`hai tệp cùng được ghi ra ${twice}`);
  if (destination['out-dir']) await mkdir(destination['out-dir'], { recursive: true });
  let code = 0;
  for (const [index, file] of files.entries()) {
    const target = targets[index]!;
    try {
      // Before the work: a key would be used, and a timestamp asked for, in vain.
      if (!destination.force) await requireFree(target);
      const { pdf, facts } = await work(await readPdf(file));
      await writeWhole(target, pdf);
      output.out(destination.json ? JSON.stringify({ file, out: target, ...facts }) : `${file} → ${target}`);
    } catch (error) {
      // A fault without a code is one of this program and must be seen as such.
      const { code: reason, message: said } = error as { code?: string; message: string };
      if (reason === undefined || error instanceof UsageError) throw error;
      const message = fileFault(reason) ?? said;
      code = 1;
      if (destination.json) output.out(JSON.stringify({ file, error: { code: reason, message } }));
      else output.err(`${file}: ${message}`);
    }
  }
  return code;
}

const fileFaults: Record<string, string> = {
  ENOENT: 'Không có tệp hoặc thư mục này.',
  ENOTDIR: 'Đường dẫn đi qua một tệp không phải thư mục.',
  EACCES: 'Không được phép đọc hoặc ghi tệp này.',
  EPERM: 'Không được phép đọc hoặc ghi tệp này.',
  EROFS: 'Không ghi được vào nơi này.',
  ENOSPC: 'Hết chỗ trên đĩa.',
  EISDIR: 'Đây là thư mục, không phải tệp.',
  EEXIST: 'Đây là tệp, không phải thư mục.',
  ENAMETOOLONG: 'Tên tệp quá dài.',
  ERR_FS_FILE_TOO_LARGE: 'Tệp quá lớn.',
};

/** The operating system's word on a file, in Vietnamese; undefined for any other code. */
export const fileFault = (code: string): string | undefined =>
  Object.hasOwn(fileFaults, code) ? fileFaults[code] : undefined;

/**
 * The file that a parameter names.
 * @throws what the operating system says, with the path, which it leaves out where the path is a folder
 */
export const readParameterFile = (path: string): Promise<Buffer> =>
  readFile(path).catch((error: Error) => Promise.reject(Object.assign(error, { path })));

/** What is wrong with a parameter's file, or with the parameter itself. */
export function faultText(error: unknown): string {
  const { code = '', message, path } = error as NodeJS.ErrnoException;
  const known = fileFault(code);
  return known ? `${path ?? ''}: ${known}` : message;
}

function targetOf(file: string, { out, 'out-dir': folder }: Destination, suffix: string): string {
  if (out) return out;
  if (file === '-') throw new UsageError('đọc từ stdin thì cần --out');
  if (folder) return join(folder, basename(file));
  return file.replace(/(\.pdf)?$/i, `${suffix}.pdf`);
}

async function requireFree(path: string): Promise<void> {
  const isThere = await access(path).then(
    () => true,
    () => false,
  );
  if (isThere) throw new OutputExistsError(path);
  // A folder that is missing is known before the work as well.
  await access(dirname(path));
}

async function writeWhole(path: string, bytes: Uint8Array): Promise<void> {
  const draft = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await writeFile(draft, bytes);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true });
    throw error;
  }
}
