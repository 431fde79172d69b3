import { PDFDocument } from 'pdf-lib';
import PizZip from 'pizzip';
import { beforeAll, describe, expect, it } from 'vitest';
import { checkUpload, MAX_UPLOAD_BYTES } from './checkUpload.ts';

let pdf: Uint8Array;
beforeAll(async () => {
  const document = await PDFDocument.create();
  document.addPage();
  pdf = await document.save();
});

const zip = (...names: string[]) => {
  const made = new PizZip();
  for (const name of names) made.file(name, 'x'.repeat(200));
  return made.generate({ type: 'uint8array' });
};
const codeOf = (name: string, content: Uint8Array, taken?: string[]) => {
  try {
    return checkUpload({ name, content }, taken);
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('an upload', () => {
  it('is taken when it is what its name says', () => {
    expect(codeOf('a.pdf', pdf)).toBe('application/pdf');
    expect(codeOf('A.PDF', pdf, ['pdf'])).toBe('application/pdf');
    expect(codeOf('a.docx', zip('word/document.xml'))).toContain('wordprocessingml');
    expect(codeOf('a.zip', zip('anything.txt'))).toBe('application/zip');
  });

  it('is refused by name when it is something else', () => {
    expect(codeOf('a.pdf', Buffer.from('<html>not a PDF at all</html>'))).toBe('PDF_NOT_A_PDF');
    expect(codeOf('a.docx', pdf)).toBe('file-not-what-it-claims');
    expect(codeOf('a.docx', zip('xl/workbook.xml'))).toBe('file-not-what-it-claims');
    expect(codeOf('a.exe', pdf)).toBe('file-type');
    expect(codeOf('a.docx', zip('word/document.xml'), ['pdf'])).toBe('file-type');
  });

  it('is refused when it is empty, cut short, encrypted or too large', () => {
    expect(codeOf('a.pdf', new Uint8Array())).toBe('file-empty');
    expect(codeOf('a.pdf', pdf.subarray(0, pdf.length - 40))).toBe('PDF_TRUNCATED');
    expect(codeOf('a.docx', zip('word/document.xml').subarray(0, 60))).toBe('file-truncated');
    expect(codeOf('a.pdf', new Uint8Array(MAX_UPLOAD_BYTES + 1))).toBe('file-too-large');
    const encrypted = Buffer.from(pdf)
      .toString('latin1')
      .replace(/\/Root /, '/Encrypt 9 0 R /Root ');
    expect(codeOf('a.pdf', Buffer.from(encrypted, 'latin1'))).toBe('PDF_ENCRYPTED');
  });
});
