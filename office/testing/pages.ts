import { PDFDocument, StandardFonts } from 'pdf-lib';
import { registerIncomingDocument } from '../index.ts';
import type { OfficeAtTest } from './officeAtTest.ts';

/** A page in Latin letters with the lines that signing looks for: number, date, position, name. */
export async function pageToSign(fullName: string, position = 'GIAM DOC'): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.TimesRoman);
  const page = pdf.addPage([595, 842]);
  const write = (text: string, x: number, y: number) => page.drawText(text, { x, y, size: 13, font });
  write(text(), 80, 700);
  write(position, 350, 300);
  write(fullName, 340, 200);
  return pdf.save();
}

const text = () => 'A document';

/** A document on paper, registered by the clerk. */
export async function registered(at: OfficeAtTest, subject = 'Xin ý kiến'): Promise<string> {
  const main = { name: 'scan.pdf', content: await pageToSign('Somebody') };
  const { documentId } = await registerIncomingDocument(
    at.office,
    at.people.clerk,
    {
      source: 'paper',
      issuer: { name: 'Công ty Minh Họa' },
      number: '12',
      notation: 'CV-MH',
      issuedDate: '2026-11-20',
      typeCode: 'CV',
      subject,
    },
    { main },
  );
  return documentId;
}
