import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TemplateMissingError } from './errors.ts';

/** Documents with a type name share one form (Decree 30, Appendix III, form 1.4); decisions and letters have theirs. */
const namedTypes = ['TTr', 'BC', 'TB', 'KH', 'HD', 'CTr', 'PA', 'ĐA', 'DA'];
const templates: Record<string, string> = {
  ...Object.fromEntries(namedTypes.map((code) => [code, 'to-trinh.docx'])),
  QĐ: 'quyet-dinh.docx',
  CV: 'cong-van.docx',
};

/**
 * The Word template for a type of document.
 * @throws {TemplateMissingError}
 */
export async function templateFor(typeCode: string): Promise<{ name: string; docx: Buffer }> {
  const name = Object.hasOwn(templates, typeCode) ? templates[typeCode] : undefined;
  if (!name) throw new TemplateMissingError(typeCode);
  return { name, docx: await readFile(join(import.meta.dirname, 'templates', name)) };
}
