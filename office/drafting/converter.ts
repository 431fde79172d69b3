import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ConversionError, ConverterMissingError } from './errors.ts';
import { fontSettings } from './fonts.ts';
import { ProgramMissingError, runProgram } from './runProgram.ts';

export interface ConverterOptions {
  /** LibreOffice's program, tried in order. */
  programs?: readonly string[];
  /** A document that takes longer is given up. */
  timeoutMs?: number;
  /** Documents that may wait. */
  maxWaiting?: number;
  /** Documents converted at the same time; each takes a core. */
  concurrency?: number;
}

export interface Converter {
  /** @throws {ConversionError} {@link ConverterMissingError} */
  convert(docx: Uint8Array, name: string): Promise<Uint8Array>;
}

const PROGRAMS = [
  'soffice',
  'libreoffice',
  '/usr/lib/libreoffice/program/soffice',
  '/Applications/LibreOffice.app/Contents/MacOS/soffice',
  'C:\\Program Files\\LibreOffice\\program\\soffice.exe',
];
const MAX_PDF = 100 * 1024 * 1024;

/** Converts Word documents by LibreOffice without a window, each in a folder and a user profile of its own. */
export function createConverter(options: ConverterOptions = {}): Converter {
  const { programs = PROGRAMS, timeoutMs = 90_000, maxWaiting = 200, concurrency = 1 } = options;
  const queue: (() => void)[] = [];
  let running = 0;

  async function turn(name: string): Promise<void> {
    if (running < concurrency) {
      running += 1;
      return;
    }
    if (queue.length >= maxWaiting) throw new ConversionError(name, 'quá nhiều văn bản đang chờ');
    await new Promise<void>((done) => queue.push(done)); // whoever ends hands its place on
  }

  return {
    async convert(docx, name) {
      await turn(name);
      const folder = await mkdtemp(join(tmpdir(), 'congvan-pdf-'));
      try {
        return await convertIn(folder, docx, name, { programs, timeoutMs });
      } finally {
        await rm(folder, { recursive: true, force: true, maxRetries: 5 });
        const next = queue.shift();
        if (next) next();
        else running -= 1;
      }
    },
  };
}

async function convertIn(
  folder: string,
  docx: Uint8Array,
  name: string,
  { programs, timeoutMs }: { programs: readonly string[]; timeoutMs: number },
): Promise<Uint8Array> {
  await writeFile(join(folder, 'document.docx'), docx);
  await writeFile(join(folder, 'fonts.conf'), fontSettings());
  const args = [
    `-env:UserInstallation=${pathToFileURL(join(folder, 'profile')).href}`,
    ...['--headless', '--norestore', '--nologo', '--nodefault', '--nolockcheck'],
    ...['--convert-to', 'pdf:writer_pdf_Export', '--outdir', folder, join(folder, 'document.docx')],
  ];
  const environment = { FONTCONFIG_FILE: join(folder, 'fonts.conf') };
  for (const program of programs) {
    try {
      const { timedOut, output } = await runProgram(program, args, { environment, timeoutMs });
      if (timedOut) throw new ConversionError(name, `quá ${timeoutMs / 1000} giây`);
      return await result(join(folder, 'document.pdf'), name, output);
    } catch (error) {
      if (!(error instanceof ProgramMissingError)) throw error;
    }
  }
  throw new ConverterMissingError();
}

/** LibreOffice ends with 0 also when it could not load the document, so only the file counts. */
async function result(file: string, name: string, output: string): Promise<Uint8Array> {
  const { size } = await stat(file).catch(() => ({ size: 0 }));
  if (size === 0) throw new ConversionError(name, output.trim().slice(-300) || 'không có kết quả');
  if (size > MAX_PDF) throw new ConversionError(name, 'kết quả quá lớn');
  return readFile(file);
}
