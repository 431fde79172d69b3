import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { fields } from './fields.ts';
import { isDict, isString, textOf } from './objects.ts';
import { openPdf } from './openPdf.ts';
import { pages } from './pages.ts';
import { formObjects, handMadePdf, handMadeUpdate, stream } from './testing/handMade.ts';

async function libraryPdf(useObjectStreams: boolean): Promise<Buffer> {
  const document = await PDFDocument.create();
  for (let i = 0; i < 3; i++) document.addPage([595, 842]).drawText(`Trang ${i}`);
  document.getForm().createTextField('so').addToPage(document.getPage(0), { x: 10, y: 10 });
  return Buffer.from(await document.save({ useObjectStreams }));
}

function qpdf(input: Buffer, ...options: string[]): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'congvan-qpdf-'));
  try {
    writeFileSync(join(folder, 'in.pdf'), input);
    execFileSync('qpdf', [...options, join(folder, 'in.pdf'), join(folder, 'out.pdf')]);
    return readFileSync(join(folder, 'out.pdf'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const code = (bytes: Uint8Array, options?: Parameters<typeof openPdf>[1]): string => {
  try {
    const file = openPdf(bytes, options);
    fields(file.latest);
    pages(file.latest);
    return 'opened';
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
};

describe('a PDF is opened', () => {
  it.each([
    ['with a cross-reference table', () => libraryPdf(false)],
    ['with a cross-reference stream and object streams', () => libraryPdf(true)],
    ['linearised, with tables', async () => qpdf(await libraryPdf(false), '--linearize')],
    ['linearised, with streams', async () => qpdf(await libraryPdf(true), '--linearize')],
  ])('%s', async (_, make) => {
    const file = openPdf(await make());
    expect(file.revisions).toHaveLength(1);
    expect(file.revisions[0]!.end).toBe(file.bytes.length);
    expect(file.revisions[0]!.startxrefMatches).toBe(true);
    expect(pages(file.latest)).toHaveLength(3);
    expect(fields(file.latest).map((field) => [field.name, field.type])).toEqual([['so', 'Tx']]);
  });

  it.each(['\n', '\r\n', '\r'])('with line ends %j', (eol) => {
    expect(fields(openPdf(handMadePdf({ objects: formObjects, eol })).latest)).toHaveLength(2);
  });

  it('with bytes before the header that offsets do not count', () => {
    const file = openPdf(handMadePdf({ objects: formObjects, before: 'HTTP/1.1 200 OK\n\n' }));
    expect(file.base).toBe(17);
    expect(pages(file.latest)).toHaveLength(1);
  });

  it.each([-3, 2])('with a startxref that is %i bytes beside the table', (slip) => {
    const good = handMadePdf({ objects: formObjects }).toString('latin1');
    const slipped = good.replace(/startxref\n(\d+)/, (_, at) => `startxref\n${Number(at) + slip}`);
    expect(pages(openPdf(Buffer.from(slipped, 'latin1')).latest)).toHaveLength(1);
  });

  it('in its revisions, each object as it stood in each', () => {
    const first = handMadePdf({ objects: formObjects });
    const second = handMadeUpdate(first, { 6: formObjects[6]!.replace('/T ', '/V (2225) /T ') });
    const third = handMadeUpdate(second, { 6: formObjects[6]!.replace('/T ', '/V (2226) /T ') });
    const file = openPdf(third);
    expect(file.revisions.map(({ start, end }) => [start, end])).toEqual([
      [0, first.length],
      [first.length, second.length],
      [second.length, third.length],
    ]);
    const values = [0, 1, 2].map((revision) => fields(file.at(revision))[0]!.value);
    expect(values.map((value) => (isString(value) ? textOf(value) : undefined))).toEqual([
      undefined,
      '2225',
      '2226',
    ]);
    expect([...file.numbersOf(1)]).toEqual([0, 6]);
  });

  it('with a page that stands in two places', () => {
    const kids = formObjects[2]!.replace('[3 0 R]', '[3 0 R 3 0 R]').replace('/Count 1', '/Count 2');
    const file = openPdf(handMadePdf({ objects: { ...formObjects, 2: kids } }));
    expect(pages(file.latest).map((page) => page.ref.num)).toEqual([3, 3]);
  });

  it('with fields under a node that has no name', () => {
    const file = openPdf(
      handMadePdf({
        objects: {
          ...formObjects,
          1: formObjects[1]!.replace('[6 0 R 7 0 R]', '[20 0 R]'),
          20: '<< /T (form) /Kids [21 0 R] >>',
          21: '<< /Parent 20 0 R /Kids [6 0 R 7 0 R] >>',
        },
      }),
    );
    expect(fields(file.latest).map((field) => field.name)).toEqual(['form.number', 'form.person']);
  });

  it('with hidden objects of a hybrid file', () => {
    const rows = Buffer.from([2, 0, 9, 0]).toString('latin1');
    const inner = '5 0 << /Hidden true >>';
    const plain = handMadePdf({
      objects: {
        1: '<< /Type /Catalog /Pages 2 0 R >>',
        2: '<< /Type /Pages /Kids [] /Count 0 >>',
        8: stream('/Type /XRef /Size 10 /W [1 2 1] /Index [5 1]', rows),
        9: stream('/Type /ObjStm /N 1 /First 4', inner),
      },
      trailer: '/XRefStm 0000',
    });
    const at = plain.indexOf('8 0 obj');
    const hybrid = Buffer.from(
      plain.toString('latin1').replace('/XRefStm 0000', `/XRefStm ${at}`.padEnd(13)),
      'latin1',
    );
    const hidden = openPdf(hybrid).latest.locate(5);
    expect(isDict(hidden?.object) && hidden.object.entries.get('Hidden')).toBe(true);
    expect(hidden?.compressed).toBe(true);
  });
});

it('a table that counts from the first byte is not taken for one that counts from the header after it', async () => {
  const shifted = Buffer.concat([Buffer.from('\n'), await libraryPdf(true)]).toString('latin1');
  const started = /startxref\s+(\d+)\s+%%EOF\s*$/.exec(shifted)!;
  const file = (at: number) =>
    Buffer.from(shifted.slice(0, started.index) + started[0].replace(started[1]!, String(at)), 'latin1');
  const fromHeader = openPdf(file(Number(started[1])));
  const fromStart = openPdf(file(Number(started[1]) + 1));
  expect([fromHeader.base, fromStart.base]).toEqual([1, 0]);
});

it('a line end before the header makes no second table', () => {
  const file = openPdf(handMadePdf({ objects: formObjects, before: '\n' }));
  expect(fields(file.latest).map((field) => field.name)).toEqual(['number', 'person']);
});

it('a field named twice at each of thirty steps is read once', () => {
  const doubling = handMadePdf({
    objects: {
      ...formObjects,
      1: formObjects[1]!.replace('[6 0 R 7 0 R]', '[20 0 R]'),
      ...Object.fromEntries(
        Array.from({ length: 30 }, (_, i) => [20 + i, `<< /Kids [${21 + i} 0 R ${21 + i} 0 R] >>`]),
      ),
      50: formObjects[6]!,
    },
  });
  expect(fields(openPdf(doubling).latest).map((field) => field.name)).toEqual(['number']);
});

/** Bytes before the header hold a table where readers that count from the first byte look for it. */
function polyglot(): Buffer {
  const inner = handMadePdf({ objects: formObjects });
  const at = Number(/startxref\n(\d+)/.exec(inner.toString('latin1'))![1]);
  const table = `xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Size 1 /Root 1 0 R >>\n`;
  const file = Buffer.concat([Buffer.alloc(at + table.length, 0x20), inner]);
  file.write(table, at, 'latin1');
  return file;
}

describe('a bad file has a named error', () => {
  const good = handMadePdf({ objects: formObjects });
  const changed = (from: string | RegExp, to: string) =>
    Buffer.from(good.toString('latin1').replace(from, to), 'latin1');

  it.each([
    ['empty', Buffer.alloc(0), 'PDF_EMPTY'],
    ['not a PDF', Buffer.from('PK\x03\x04 a Word file'), 'PDF_NOT_A_PDF'],
    ['cut off', good.subarray(0, good.length - 40), 'PDF_TRUNCATED'],
    ['without a table where startxref says', changed(/startxref\n\d+/, 'startxref\n12'), 'PDF_STRUCTURE'],
    ['that is two, counted from its start and from its header', polyglot(), 'PDF_STRUCTURE'],
    ['whose startxref lies past the end', changed(/startxref\n\d+/, 'startxref\n99999'), 'PDF_TRUNCATED'],
    ['encrypted', changed('/Root 1 0 R', '/Encrypt 5 0 R /Root 1 0 R'), 'PDF_ENCRYPTED'],
    ['whose pages go round', changed('/Kids [3 0 R]', '/Kids [2 0 R]'), 'PDF_STRUCTURE'],
    ['whose fields go round', changed('/FT /Tx', '/Kids [6 0 R]'), 'PDF_STRUCTURE'],
    [
      'whose pages double at each step',
      handMadePdf({
        objects: {
          ...formObjects,
          2: '<< /Type /Pages /Kids [20 0 R] /Count 1 >>',
          ...Object.fromEntries(
            Array.from({ length: 40 }, (_, i) => [
              20 + i,
              `<< /Type /Pages /Kids [${21 + i} 0 R ${21 + i} 0 R] >>`,
            ]),
          ),
        },
      }),
      'PDF_LIMIT',
    ],
    ['with a number beyond all bounds', handMadePdf({ objects: { 1: '9'.repeat(400) } }), 'PDF_STRUCTURE'],
    ['nested without end', handMadePdf({ objects: { 1: '['.repeat(50_000) } }), 'PDF_LIMIT'],
  ])('%s', (_, bytes, expected) => {
    expect(code(bytes)).toBe(expected);
  });

  it('too large for the caller', () => {
    expect(code(good, { maxBytes: 100 })).toBe('PDF_TOO_LARGE');
  });

  it('whose /Prev goes round', () => {
    const at = /startxref\n(\d+)/.exec(good.toString('latin1'))![1]!;
    expect(code(changed('/Root 1 0 R', `/Prev ${at} /Root 1 0 R`))).toBe('PDF_STRUCTURE');
  });

  it('that unpacks to more than the bound', async () => {
    const packed = await libraryPdf(true);
    expect(code(packed, { maxDecodedBytes: 64 })).toBe('PDF_LIMIT');
  });
});
