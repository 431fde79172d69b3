/** What commands share: read each file, write its result whole or not at all, say what happened. */
import { randomBytes } from 'node:crypto';
import { readFile, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';

export interface Output {
  out(line: string): void;
  err(line: string): void;
}

export const toConsole: Output = {
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
};

/** The command was called in a way that cannot be meant. */
export class UsageError extends Error {
  readonly code = 'USAGE';
}

interface Destination {
  out?: string | undefined;
  'out-dir'?: string | undefined;
  json?: boolean | undefined;
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
  let code = 0;
  for (const [index, file] of files.entries()) {
    const target = targets[index]!;
    try {
      const { pdf, facts } = await work(await readFile(file));
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
  EROFS: 'Không ghi được vào nơi này.',
  ENOSPC: 'Hết chỗ trên đĩa.',
  EISDIR: 'Đây là thư mục, không phải tệp.',
  ENAMETOOLONG: 'Tên tệp quá dài.',
  ERR_FS_FILE_TOO_LARGE: 'Tệp quá lớn.',
};

/** The operating system's word on a file, in Vietnamese; undefined for any other code. */
export const fileFault = (code: string): string | undefined =>
  Object.hasOwn(fileFaults, code) ? fileFaults[code] : undefined;

/** What is wrong with a parameter's file, or with the parameter itself. */
export function faultText(error: unknown): string {
  const { code = '', message, path } = error as NodeJS.ErrnoException;
  const known = fileFault(code);
  return known ? `${path ?? ''}: ${known}` : message;
}

function targetOf(file: string, { out, 'out-dir': folder }: Destination, suffix: string): string {
  if (out) return out;
  if (folder) return join(folder, basename(file));
  return file.replace(/(\.pdf)?$/i, `${suffix}.pdf`);
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
