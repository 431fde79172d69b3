import { readFile } from 'node:fs/promises';
import { InvalidInputError } from '../http/errors.ts';
import type { UploadedFile } from '../http/upload.ts';

/** @throws {InvalidInputError} when nothing came under this name */
export function required(field: string, files: UploadedFile[] | undefined): UploadedFile {
  const [file] = files ?? [];
  if (!file) throw new InvalidInputError([{ where: field, message: 'Chưa chọn tệp.' }]);
  return file;
}

export async function bytesOf({ path, name }: UploadedFile): Promise<{ name: string; content: Uint8Array }> {
  return { name, content: await readFile(path) };
}
