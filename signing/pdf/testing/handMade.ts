/** Small PDFs written by hand, so that a test can say exactly what stands in them. */

export interface HandMade {
  objects: Record<number, string | Buffer>;
  root?: number;
  /** More entries of the trailer. */
  trailer?: string;
  /** `\n`, `\r\n` or `\r`. */
  eol?: string;
  /** Bytes before `%PDF-`. */
  before?: string;
}

const latin1 = (text: string) => Buffer.from(text, 'latin1');

const body = (num: number, content: string | Buffer, eol: string) =>
  Buffer.concat([
    latin1(`${num} 0 obj${eol}`),
    typeof content === 'string' ? latin1(content) : content,
    latin1(`${eol}endobj${eol}`),
  ]);

/** One revision with a cross-reference table. */
export function handMadePdf({ objects, root = 1, trailer = '', eol = '\n', before = '' }: HandMade): Buffer {
  const parts = [latin1(`${before}%PDF-1.7${eol}`)];
  return Buffer.concat([
    ...parts,
    section(parts[0]!.length, before.length, objects, eol, `/Root ${root} 0 R ${trailer}`),
  ]);
}

/** What a further revision appends: objects and a table that points back. */
export function handMadeUpdate(file: Buffer, objects: HandMade['objects'], trailer = '/Root 1 0 R'): Buffer {
  const before = file.toString('latin1');
  const started = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(before)![1]!;
  const size = Math.max(...[...before.matchAll(/\/Size (\d+)/g)].map(([, stated]) => Number(stated)));
  return Buffer.concat([file, section(file.length, 0, objects, '\n', `${trailer} /Prev ${started}`, size)]);
}

function section(
  origin: number,
  base: number,
  objects: HandMade['objects'],
  eol: string,
  trailer: string,
  sizeBefore = 0,
): Buffer {
  const parts: Buffer[] = [];
  let at = origin - base;
  const numbers = Object.keys(objects).map(Number);
  let table = '';
  for (const num of numbers) {
    const part = body(num, objects[num]!, eol);
    table += `${num} 1${eol}${String(at).padStart(10, '0')} 00000 n${eol.length === 2 ? eol : ` ${eol}`}`;
    parts.push(part);
    at += part.length;
  }
  const size = Math.max(sizeBefore, ...numbers.map((num) => num + 1));
  return Buffer.concat([
    ...parts,
    latin1(`xref${eol}0 1${eol}0000000000 65535 f${eol.length === 2 ? eol : ` ${eol}`}${table}`),
    latin1(`trailer${eol}<< /Size ${size} ${trailer} >>${eol}startxref${eol}${at}${eol}%%EOF${eol}`),
  ]);
}

export const stream = (entries: string, content: string) =>
  `<< ${entries} /Length ${content.length} >>\nstream\n${content}\nendstream`;

/** A page of text with an empty text field and an empty signature field. */
export const formObjects: Record<number, string> = {
  1: '<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [6 0 R 7 0 R] /SigFlags 3 /DA (/Helv 0 Tf 0 g) >> >>',
  2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
  3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> /Annots [6 0 R 7 0 R] >>',
  4: stream('', 'BT /F1 24 Tf 72 700 Td (To trinh 2225) Tj ET'),
  5: '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  6: '<< /Type /Annot /Subtype /Widget /FT /Tx /T (number) /Rect [72 640 172 660] /F 4 /P 3 0 R /DA (/Helv 12 Tf 0 g) >>',
  7: '<< /Type /Annot /Subtype /Widget /FT /Sig /T (person) /Rect [300 100 500 200] /F 4 /P 3 0 R >>',
};
