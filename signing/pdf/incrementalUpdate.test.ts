import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PDFDocument } from 'pdf-lib';
import { describe, expect, it } from 'vitest';
import { incrementalUpdate } from './incrementalUpdate.ts';
import { bytesString, dict, isDict, isString, name, type PdfObject, ref, text, textOf } from './objects.ts';
import { openPdf } from './openPdf.ts';
import { formObjects, handMadePdf } from './testing/handMade.ts';
import { byteRangeText } from './writeObject.ts';

const withObjectStreams = async (useObjectStreams: boolean) => {
  const document = await PDFDocument.create();
  document.addPage();
  return Buffer.from(await document.save({ useObjectStreams }));
};

function qpdfAccepts(bytes: Buffer): string {
  const folder = mkdtempSync(join(tmpdir(), 'congvan-update-'));
  try {
    writeFileSync(join(folder, 'a.pdf'), bytes);
    return execFileSync('qpdf', ['--check', join(folder, 'a.pdf')], { encoding: 'utf8' });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('an incremental update', () => {
  it.each([
    ['a table', 'table', false],
    ['a stream', 'stream', true],
  ] as const)('on a file with %s keeps that kind and reads back', async (_, kind, useObjectStreams) => {
    const original = await withObjectStreams(useObjectStreams);
    const file = openPdf(original);
    const written: PdfObject = dict({
      Name: name('Tên (lạ) #'.normalize('NFD').replace(/[^ -~]/g, '')),
      Text: text('Quyết định số 5447/QĐ-UBND'),
      Raw: bytesString(Buffer.from([0, 40, 41, 92, 10, 13, 255])),
      List: [1, -2.5, 0.0000001, true, null, ref(1)],
      Contents: { kind: 'reserved', name: 'contents', bytes: 16 },
      ByteRange: { kind: 'reserved', name: 'byteRange' },
    });
    const num = file.size;
    const { bytes, marks } = incrementalUpdate(file, { objects: new Map([[num, written]]) });
    const whole = Buffer.concat([original, bytes]);
    const again = openPdf(whole);
    expect(again.revisions).toHaveLength(2);
    expect(again.revisions[1]).toMatchObject({ kind, startxrefMatches: true });
    const read = again.latest.locate(num)!.object;
    if (!isDict(read)) throw new Error('a dictionary was written');
    const value = read.entries.get('Text');
    expect(isString(value) && textOf(value)).toBe('Quyết định số 5447/QĐ-UBND');
    expect(read.entries.get('Raw')).toMatchObject({ bytes: Buffer.from([0, 40, 41, 92, 10, 13, 255]) });
    expect(read.entries.get('List')).toEqual([1, -2.5, 1e-7, true, null, ref(1)]);
    expect(read.entries.get('Contents')).toMatchObject({ bytes: Buffer.alloc(16), ...marks.contents });
    expect(marks.byteRange!.end - marks.byteRange!.start).toBe(
      byteRangeText([0, 1, 2, 9_999_999_999]).length,
    );
    expect(qpdfAccepts(whole)).toContain('No syntax or stream encoding errors');
  });

  it('writes numbers as exactly as they were read', () => {
    const numbers = '[594.992004394531 0.0000001 -0.00000000012 123456789012345678901234 -.5 4.0]';
    const file = openPdf(handMadePdf({ objects: { ...formObjects, 20: numbers } }));
    const { object } = file.latest.locate(20)!;
    const { bytes } = incrementalUpdate(file, { objects: new Map([[20, object]]) });
    const again = openPdf(Buffer.concat([file.bytes, bytes]));
    expect(again.at(1).locate(20)!.object).toEqual(object);
    expect(bytes.toString('latin1')).not.toMatch(/\de/);
  });

  it('changes an object only from its revision on', () => {
    const original = handMadePdf({ objects: formObjects });
    const file = openPdf(original);
    const { bytes } = incrementalUpdate(file, { objects: new Map([[5, dict({ Changed: true })]]) });
    const again = openPdf(Buffer.concat([original, bytes]));
    expect(isDict(again.at(0).locate(5)!.object)).toBe(true);
    expect(again.at(0).locate(5)!.object).toEqual(file.latest.locate(5)!.object);
    expect(again.at(1).locate(5)!.object).toEqual(dict({ Changed: true }));
  });
});
