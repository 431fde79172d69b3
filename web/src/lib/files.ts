import type { DocumentFile } from '../api/types';

const newestFirst = (a: DocumentFile, b: DocumentFile) => b.version - a.version;

/** The newest main file; a PDF before the Word file that it was made from. */
export function mainFile(files: readonly DocumentFile[]): DocumentFile | null {
  const main = files.filter((file) => file.role === 'main').sort(newestFirst);
  return main.find((file) => file.mediaType === 'application/pdf') ?? main[0] ?? null;
}
