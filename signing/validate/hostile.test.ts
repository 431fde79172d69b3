/** Small files that ask for much work: each ends, with a verdict or a named limit. */
import { deflateSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { formObjects, handMadePdf, stream } from '../pdf/testing/handMade.ts';
import { validatePdf } from './validatePdf.ts';

const outcome = async (pdf: Uint8Array): Promise<string> => {
  try {
    return (await validatePdf(pdf, { trust: { anchors: [] } })).verdict;
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    return code === 'PDF_LIMIT' ? code : `${code} ${message}`;
  }
};

/** A value that counts as a signature, with contents of no worth. */
const signature = '<< /Type /Sig /SubFilter /adbe.pkcs7.detached /ByteRange [0 1 2 3] /Contents <00> >>';

const appendStream = (file: Buffer, entries: string, rows: Buffer): Buffer => {
  const packed = deflateSync(rows);
  const previous = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(file.toString('latin1'))![1]!;
  const head = `90 0 obj\n<< /Type /XRef /Root 1 0 R /Prev ${previous} ${entries} /Filter /FlateDecode /Length ${packed.length} >>\nstream\n`;
  const tail = `\nendstream\nendobj\nstartxref\n${file.length}\n%%EOF\n`;
  return Buffer.concat([file, Buffer.from(head), packed, Buffer.from(tail)]);
};

const withSignatures = (count: number) => {
  const numbers = Array.from({ length: count }, (_, index) => 100 + index);
  const fields = numbers.map((num) => [num, `<< /FT /Sig /T (s${num}) /V ${signature} >>`] as const);
  const refs = numbers.map((num) => `${num} 0 R`).join(' ');
  const catalog = formObjects[1]!.replace('[6 0 R 7 0 R]', `[${refs}]`);
  return handMadePdf({ objects: { ...formObjects, 1: catalog, ...Object.fromEntries(fields) } });
};

it.each([
  [
    'a table of eight million entries',
    () =>
      appendStream(
        withSignatures(1),
        '/Size 8388607 /W [1 2 1] /Index [200 8388400]',
        Buffer.alloc(8_388_607 * 4),
      ),
  ],
  [
    'a table of a hundred thousand runs',
    () => {
      const index = Array.from({ length: 100_000 }, (_, i) => `${i * 2 + 200} 1`).join(' ');
      return appendStream(
        withSignatures(20),
        `/Size 300000 /W [1 2 1] /Index [${index}]`,
        Buffer.alloc(400_000, 1),
      );
    },
  ],
  ['thousands of signatures', () => withSignatures(5000)],
  [
    'a stream that unpacks a thousandfold',
    () => {
      const bomb = deflateSync(Buffer.alloc(200 << 20)).toString('latin1');
      return handMadePdf({
        objects: {
          ...formObjects,
          1: formObjects[1]!.replace('/Pages', '/DSS << /Certs [50 0 R] >> /Pages'),
          50: stream('/Filter /FlateDecode', bomb),
        },
      });
    },
  ],
  [
    'fields nested without end',
    () => {
      const nested = Object.fromEntries(
        Array.from({ length: 2000 }, (_, i) => [100 + i, `<< /T (a) /Kids [${101 + i} 0 R] >>`]),
      );
      return handMadePdf({
        objects: { ...formObjects, 1: formObjects[1]!.replace('6 0 R', '100 0 R'), ...nested },
      });
    },
  ],
])('%s', async (_, make) => {
  expect(await outcome(make())).toMatch(/^(broken|unsigned|PDF_LIMIT)$/);
});
