import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import fontkit from '@pdf-lib/fontkit';
import { PDFDocument, rgb } from 'pdf-lib';

const FONT = createRequire(import.meta.url).resolve(
  '@expo-google-fonts/tinos/400Regular/Tinos_400Regular.ttf',
);
const A4: [number, number] = [595.28, 841.89];

/** A page that stands for the scan of a paper document. It says in red that it is an illustration. */
export async function scan(lines: readonly string[]): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  pdf.registerFontkit(fontkit);
  const font = await pdf.embedFont(await readFile(FONT));
  const page = pdf.addPage(A4);
  page.drawText('BẢN MINH HỌA', { x: 215, y: 790, size: 20, font, color: rgb(0.8, 0.1, 0.1) });
  lines.forEach((text, index) => {
    page.drawText(text, { x: 85, y: 720 - index * 28, size: 13, font, maxWidth: 440, lineHeight: 18 });
  });
  return pdf.save();
}
