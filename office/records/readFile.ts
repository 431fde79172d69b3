import { z } from 'zod';
import type { Person } from '../actor.ts';
import { readDocument } from '../documents/readDocument.ts';
import { FileNotFoundError } from '../errors.ts';
import { id } from '../inputs.ts';
import type { Office } from '../office.ts';
import { type FileView, listFiles } from './listFiles.ts';

export const readFileInput = z.object({ documentId: id, fileId: id });

/** A file of a document that this person may read; its bytes lie in `office.files` under `sha256`. */
export async function readFile(
  office: Office,
  actor: Person,
  input: z.input<typeof readFileInput>,
): Promise<FileView> {
  const { documentId, fileId } = readFileInput.parse(input);
  await readDocument(office, actor, documentId);
  const files = await listFiles(office.db, documentId);
  const file = files.find((one) => one.id === fileId);
  if (!file) throw new FileNotFoundError(fileId);
  return file;
}
