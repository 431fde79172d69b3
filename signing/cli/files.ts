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
  let code = 0;
  for (const file of files) {
    const target = targetOf(file, destination, suffix);
    try {
      const { pdf, facts } = await work(await readFile(file));
      await writeWhole(target, pdf);
      output.out(destination.json ? JSON.stringify({ file, out: target, ...facts }) : `${file} → ${target}`);
    } catch (error) {
      // A fault without a code is one of this program and must be seen as such.
      const { code: reason, message } = error as { code?: string; message: string };
      if (reason === undefined || error instanceof UsageError) throw error;
      code = 1;
      if (destination.json) output.out(JSON.stringify({ file, error: { code: reason, message } }));
      else output.err(`${file}: ${message}`);
    }
  }
  return code;
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
