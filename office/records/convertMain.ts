import { convertToPdf } from '../drafting/convertToPdf.ts';
import type { Upload } from './checkUpload.ts';
import { drafting } from './drafting.ts';

/** A Word file as PDF, under the same name. */
export async function convertMain({ name, content }: Upload): Promise<Upload> {
  const pdf = await drafting(() => convertToPdf(content, name));
  return { name: name.replace(/\.docx$/i, '.pdf'), content: pdf };
}
