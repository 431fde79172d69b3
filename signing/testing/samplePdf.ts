/** A page in the form of Decree 30, as an office program makes it: header, number, date, text, signing block. */
import { PDFDocument } from 'pdf-lib';
import { embedSerif, showText, textWidth } from '../appearance/serif.ts';
import { dict, name, type PdfRef, stream } from '../pdf/objects.ts';
import { openPdf } from '../pdf/openPdf.ts';
import { pages } from '../pdf/pages.ts';
import { PdfEdit } from '../sign/pdfEdit.ts';

export interface SampleOptions {
  capacity?: string;
  position?: string;
  fullName?: string;
  notation?: string;
  /** Cross-reference streams and object streams instead of a table. */
  objectStreams?: boolean;
  /** Bytes that do not compress, in a stream of their own, so that a file is as large as wanted. */
  padding?: number;
  pages?: number;
  /** Letters in separate runs, accented ones first, as LibreOffice writes them. */
  scattered?: boolean;
  /** What stands in the gaps after «Số:» and in the date. */
  number?: string;
}

export async function samplePdf(options: SampleOptions = {}): Promise<Buffer> {
  const document = await PDFDocument.create();
  for (let i = 0; i < (options.pages ?? 1); i++) document.addPage([595.28, 841.89]);
  if (options.padding) document.context.register(document.context.stream(noise(options.padding)));
  const blank = Buffer.from(await document.save({ useObjectStreams: options.objectStreams ?? false }));
  const edit = new PdfEdit(openPdf(blank));
  const [front, block] = [frontMatter(options), signingBlock(options)];
  const words = [...front, ...block].map((item) => item.text).join('');
  const font = embedSerif(words, (object) => edit.add(object));
  const all = pages(edit.view);
  all.forEach((page, index) => {
    const whole = [...(index === 0 ? front : []), ...(index === all.length - 1 ? block : [])];
    const texts = options.scattered ? scatter(whole) : whole;
    if (texts.length) write(edit, page.ref, texts, font);
  });
  return Buffer.concat([blank, edit.finish().bytes]);
}

function write(edit: PdfEdit, page: PdfRef, texts: Text[], font: PdfRef): void {
  const drawn = texts.map(
    ({ text, x, y, size }) => `BT /F1 ${size} Tf 1 0 0 1 ${x.toFixed(2)} ${y} Tm ${showText(text)} ET`,
  );
  edit.changeDict(page, (copy) => {
    copy.entries.set('Contents', edit.add(stream(dict(), Buffer.from(drawn.join('\n'), 'latin1'))));
    copy.entries.set('Resources', dict({ Font: dict({ F1: font }), ProcSet: [name('PDF'), name('Text')] }));
  });
}

function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  for (let i = 0, x = 1; i < length; i++) {
    x = (Math.imul(x, 1664525) + 1013904223) >>> 0;
    bytes[i] = x >>> 24;
  }
  return bytes;
}

interface Text {
  text: string;
  x: number;
  y: number;
  size: number;
}

const centred = (text: string, centre: number, y: number, size = 13): Text => ({
  text,
  x: centre - textWidth(text, size) / 2,
  y,
  size,
});

function scatter(texts: Text[]): Text[] {
  const letters = texts.flatMap(({ text, x, y, size }) =>
    [...text].map((letter, i) => ({ text: letter, x: x + textWidth(text.slice(0, i), size), y, size })),
  );
  const plain = (letter: Text) => letter.text.charCodeAt(0) < 128;
  return [...letters.filter((letter) => !plain(letter)), ...letters.filter(plain)];
}

const frontMatter = ({ notation = 'TTr-STTTT', number = '            ' }: SampleOptions): Text[] => [
  centred('UBND TỈNH THANH HÓA', 170, 780),
  centred('CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM', 410, 780, 12),
  centred('SỞ THÔNG TIN VÀ TRUYỀN THÔNG', 170, 764, 12),
  centred('Độc lập - Tự do - Hạnh phúc', 410, 764),
  centred(`Số:${number}/${notation}`, 170, 740),
  centred('Thanh Hóa, ngày       tháng       năm 2020', 410, 740),
  centred('TỜ TRÌNH', 297, 700, 14),
  centred('Về việc phê duyệt Kiến trúc Chính quyền điện tử tỉnh Thanh Hóa', 297, 682, 14),
  centred('BẢN MINH HỌA', 297, 640, 14),
];

const signingBlock = (options: SampleOptions): Text[] => [
  { text: 'Nơi nhận:', x: 85, y: 330, size: 12 },
  { text: '- Như trên;', x: 85, y: 316, size: 11 },
  centred(options.capacity ?? 'KT. GIÁM ĐỐC', 420, 330),
  centred(options.position ?? 'PHÓ GIÁM ĐỐC', 420, 314),
  centred(options.fullName ?? 'Nguyễn Văn Minh Họa', 420, 220),
];
