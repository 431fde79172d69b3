/** A contract written by hand, and what an attacker does to it once it is signed. */
import { incrementalUpdate } from '../pdf/incrementalUpdate.ts';
import { dict, isDict, name, type PdfDict, type PdfObject, ref, stream } from '../pdf/objects.ts';
import { openPdf } from '../pdf/openPdf.ts';
import { stream as handMadeStream } from '../pdf/testing/handMade.ts';
import { trustFromPem } from '../trust/trustStore.ts';
import { validatePdf } from '../validate/validatePdf.ts';

/** Text, an empty field, a field that says 1, a signature field that shows. */
export const contract: Record<number, string> = {
  1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R 7 0 R 8 0 R] /SigFlags 3 /DR << /Font << /F1 5 0 R >> >> /DA (/F1 0 Tf 0 g) >> >>',
  2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> /XObject << /X 20 0 R >> >> /Annots [6 0 R 7 0 R 8 0 R] >>',
  4: handMadeStream('', 'BT /F1 24 Tf 72 700 Td (Chi 1.000.000 dong) Tj ET'),
  5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  6: '<< /Type /Annot /Subtype /Widget /FT /Tx /T (number) /Rect [72 640 172 660] /F 4 /P 3 0 R /DA (/F1 12 Tf 0 g) >>',
  7: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (person) /Rect [300 100 500 200] /F 4 /P 3 0 R >>',
  8: '<< /Type /Annot /Subtype /Widget /FT /Tx /T (amount) /V (1) /Rect [72 600 172 620] /F 4 /P 3 0 R /DA (/F1 12 Tf 0 g) /AP << /N 9 0 R >> >>',
  9: handMadeStream(
    '/Type /XObject /Subtype /Form /BBox [0 0 100 20] /Resources << /Font << /F1 5 0 R >> >>',
    'BT /F1 12 Tf (1) Tj ET',
  ),
  // Prepared and hidden: what the shadow attacks call up later.
  10: handMadeStream('', 'BT /F1 24 Tf 72 700 Td (Chi 9.000.000 dong) Tj ET'),
};

/** The contract with a second signature field, over its text. */
export const twoSigners: Record<number, string> = {
  ...contract,
  1: contract[1]!.replace('8 0 R]', '8 0 R 11 0 R]'),
  3: contract[3]!.replace('8 0 R] >>', '8 0 R 11 0 R] >>'),
  11: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (agency) /Rect [72 690 400 730] /F 4 /P 3 0 R >>',
};

/** The first signature's verdict, or the code of the error. */
export async function verdictOf(pdf: Uint8Array, caPem: string, index = 0): Promise<string> {
  try {
    const report = await validatePdf(pdf, { trust: trustFromPem(caPem) });
    return report.signatures[index]?.verdict ?? report.verdict;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}

/** One more revision with these objects. */
export function update(
  pdf: Buffer,
  objects: Record<number, PdfObject>,
  trailer?: Record<string, PdfObject>,
): Buffer {
  const changes = new Map(Object.entries(objects).map(([num, object]) => [Number(num), object]));
  const more = trailer ? { trailer: new Map(Object.entries(trailer)) } : {};
  return Buffer.concat([pdf, incrementalUpdate(openPdf(pdf), { objects: changes, ...more }).bytes]);
}

/** The object as it stands, with entries set. */
export function changed(pdf: Buffer, num: number, entries: Record<string, PdfObject>): PdfDict {
  const object = openPdf(pdf).latest.locate(num)!.object;
  if (!isDict(object)) throw new Error(`${num} is no dictionary`);
  return { kind: 'dict', entries: new Map([...object.entries, ...Object.entries(entries)]) };
}

/** The form, in the catalog, with one more field. */
export function formWith(pdf: Buffer, ...added: PdfObject[]): PdfDict {
  const { entries } = openPdf(pdf).latest.acroForm!;
  const fields = [...(entries.get('Fields') as PdfObject[]), ...added];
  return changed(pdf, 1, { AcroForm: { kind: 'dict', entries: new Map([...entries, ['Fields', fields]]) } });
}

export const form = (content: string) =>
  stream(
    dict({
      Type: name('XObject'),
      Subtype: name('Form'),
      BBox: [0, 0, 595, 842],
      Resources: dict({ Font: dict({ F1: ref(5) }) }),
    }),
    Buffer.from(content),
  );

export const newPage = stream(dict(), Buffer.from('BT /F1 24 Tf 72 700 Td (Chi 9.000.000 dong) Tj ET'));
