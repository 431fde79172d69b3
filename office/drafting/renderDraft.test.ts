import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findPlaces } from '@congvan/signing';
import PizZip from 'pizzip';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createConverter } from './converter.ts';
import { drafts } from './demonstration.ts';
import type { DraftData } from './draftData.ts';
import {
  ConversionError,
  ConverterMissingError,
  DraftTemplateError,
  TemplateMissingError,
} from './errors.ts';
import { renderDraft } from './renderDraft.ts';
import { templateFor } from './templateFor.ts';

const folder = mkdtempSync(join(tmpdir(), 'congvan-draft-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function tool(command: string, pdf: Uint8Array, ...args: string[]): string {
  const file = join(folder, 'draft.pdf');
  writeFileSync(file, pdf);
  return execFileSync(command, args.length > 0 ? [...args, file, '-'] : [file], { encoding: 'utf8' });
}
const pageText = (pdf: Uint8Array, page: number) =>
  tool('pdftotext', pdf, '-layout', '-f', String(page), '-l', String(page)).replace(/[\s\u00a0]+/g, ' ');

/** A Word file of one paragraph. */
function word(paragraph: string): Buffer {
  const zip = new PizZip();
  const namespace = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';
  const main = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml';
  zip.file(
    '[Content_Types].xml',
    `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="${main}"/></Types>`,
  );
  zip.file(
    '_rels/.rels',
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>',
  );
  zip.file(
    'word/document.xml',
    `<w:document xmlns:w="${namespace}"><w:body><w:p><w:r><w:t>${paragraph}</w:t></w:r></w:p></w:body></w:document>`,
  );
  return zip.generate({ type: 'nodebuffer' });
}

// LibreOffice is slow when every core is busy.
const patiently = { timeout: 120_000 };

describe('the submission of the story', patiently, () => {
  let pdf: Uint8Array;
  beforeAll(async () => {
    ({ pdf } = await renderDraft(drafts.submission));
  });

  it('has the parts of the form, in Vietnamese, with gaps for number, day and month', () => {
    const first = pageText(pdf, 1);
    for (const part of [
      'UBND TỈNH THANH HÓA',
      'SỞ THÔNG TIN VÀ TRUYỀN THÔNG',
      'CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM',
      'Độc lập - Tự do - Hạnh phúc',
      'Số: /TTr-STTTT',
      'Thanh Hóa, ngày tháng năm 2020',
      'TỜ TRÌNH Về việc phê duyệt Kiến trúc Chính quyền điện tử tỉnh Thanh Hóa, phiên bản 2.0',
      'Kính gửi: Ủy ban nhân dân tỉnh Thanh Hóa',
      'I. SỰ CẦN THIẾT',
    ]) {
      expect(first).toContain(part);
    }
    expect(pageText(pdf, 2)).toMatch(/Nơi nhận: GIÁM ĐỐC .*- Lưu: VT, CNTT\. .*Nguyễn Văn Mẫu/);
  });

  it('bears «BẢN MINH HỌA» on every page and the page number from the second', () => {
    expect(pageText(pdf, 1)).toMatch(/^ ?BẢN MINH HỌA/);
    expect(pageText(pdf, 2)).toMatch(/^ ?2 BẢN MINH HỌA/);
  });

  it('is A4 with every font embedded and of one family', () => {
    expect(tool('pdfinfo', pdf)).toMatch(/Page size: +595\.\d+ x 84[12]\.\d+ pts \(A4\)/);
    const fonts = tool('pdffonts', pdf).trim().split('\n').slice(2);
    expect(fonts.length).toBeGreaterThan(0);
    for (const font of fonts) expect(font).toMatch(/^\w+\+Tinos-\w+ +\S.* yes yes yes /);
  });

  it('offers the signer the places that the form foresees', async () => {
    const places = await findPlaces(pdf, { position: 'GIÁM ĐỐC', fullName: 'Nguyễn Văn Mẫu' });
    expect(places.number!.width).toBeGreaterThan(40); // four digits of 13 pt take 26 pt
    expect(places.day!.width).toBeGreaterThan(14);
    expect(places.month!.width).toBeGreaterThan(14);
    expect(places.number!.page).toBe(places.day!.page);
    const room = places.position!.y - (places.name!.y + places.name!.height);
    expect(room).toBeGreaterThan((30 / 25.4) * 72);
    expect(places.person!.page).toBe(places.name!.page);
  });
});

describe('the decision of the story', patiently, () => {
  it('sets its grounds before «QUYẾT ĐỊNH:» and is signed on behalf of the committee', async () => {
    const { pdf } = await renderDraft({ ...drafts.decision, illustration: false });
    const first = pageText(pdf, 1);
    expect(first).toMatch(/ỦY BAN NHÂN DÂN TỈNH THANH HÓA Căn cứ .* QUYẾT ĐỊNH: Điều 1\. Phê duyệt/);
    expect(first).not.toContain('MINH HỌA');
    expect(pageText(pdf, 2)).toMatch(/TM\. ỦY BAN NHÂN DÂN .*KT\. CHỦ TỊCH .*PHÓ CHỦ TỊCH .*Bùi Văn Mẫu/);
    expect(
      (await findPlaces(pdf, { capacity: 'KT. CHỦ TỊCH', fullName: 'Bùi Văn Mẫu' })).number,
    ).toBeDefined();
  });
});

describe('drafting', patiently, () => {
  const letter: DraftData = {
    ...{
      typeCode: 'CV',
      agency: 'SỞ A',
      notation: 'A-B',
      place: 'Thanh Hóa',
      year: 2020,
      subject: 'thử <&> {tag}',
    },
    ...{ body: ['Một đoạn.'], position: 'GIÁM ĐỐC', fullName: 'Lê Văn Mẫu' },
  };

  it('prints markup and braces of the text as they are', async () => {
    const { pdf, docx } = await renderDraft(letter);
    expect(pageText(pdf, 1)).toContain('V/v thử <&> {tag}');
    expect(new PizZip(docx).file('word/document.xml')).not.toBeNull();
  });

  it('fills a template of the agency', async () => {
    const own = { name: 'own.docx', docx: word('{agency}: {subject}') };
    expect(pageText((await renderDraft(letter, own)).pdf, 1)).toContain('SỞ A: thử <&> {tag}');
  });

  it.each<[string, Buffer, RegExp]>([
    ['is no Word file', Buffer.from('%PDF-1.7'), /không phải tệp Word/],
    ['is a truncated one', word('{agency}').subarray(0, 200), /không phải tệp Word/],
    ['asks for an unknown value', word('{luong}'), /«\{luong\}»/],
    ['has a broken tag', word('{agency'), /Mẫu văn bản không dùng được/],
    [
      'is a ZIP of something else',
      new PizZip().file('a.txt', 'a').generate({ type: 'nodebuffer' }),
      /Mẫu văn bản/,
    ],
  ])('refuses a template that %s', async (_name, docx, message) => {
    const attempt = renderDraft(letter, { name: 'own.docx', docx });
    await expect(attempt).rejects.toThrow(DraftTemplateError);
    await expect(attempt).rejects.toThrow(message);
  });

  it('refuses data out of bounds and types without a template', async () => {
    await expect(renderDraft({ ...letter, subject: '' })).rejects.toMatchObject({ name: 'ZodError' });
    await expect(renderDraft({ ...letter, fullName: 'a\u0000' })).rejects.toMatchObject({ name: 'ZodError' });
    await expect(renderDraft({ ...letter, typeCode: 'constructor' })).rejects.toThrow(/Too big|<=10|10 char/);
    await expect(templateFor('toString')).rejects.toThrow(TemplateMissingError);
  });
});

function readStatus(pid: string): string {
  return execFileSync('sh', ['-c', `cat /proc/${pid}/status 2>/dev/null || true`], { encoding: 'utf8' });
}

describe('the converter', patiently, () => {
  const program = async (name: string, script: string) => {
    const file = join(folder, name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    await chmod(file, 0o755);
    return file;
  };

  it('says what to install when LibreOffice is missing', async () => {
    const converter = createConverter({ programs: [join(folder, 'no-such-program')] });
    await expect(converter.convert(word('a'), 'a.docx')).rejects.toThrow(ConverterMissingError);
    await expect(converter.convert(word('a'), 'a.docx')).rejects.toThrow(/apt-get install libreoffice/);
  });

  it('gives up a document that takes too long, with all processes started for it, and goes on', async () => {
    const slow = await program('slow', `sleep 600 & echo $! > ${join(folder, 'pid')}; wait`);
    const converter = createConverter({ programs: [slow], timeoutMs: 500 });
    await expect(converter.convert(word('a'), 'a.docx')).rejects.toThrow(/quá 0.5 giây/);
    const pid = readFileSync(join(folder, 'pid'), 'utf8').trim();
    // Nobody may have collected it yet: then it is a zombie.
    while (existsSync(`/proc/${pid}`) && !/State:\s+Z/.test(readStatus(pid))) await sleep(20);
    await expect(converter.convert(word('a'), 'b.docx')).rejects.toThrow(/b\.docx/);
  });

  it('names the document that failed and repeats what LibreOffice said', async () => {
    const failing = await program('failing', 'echo "no filter found" >&2; exit 0');
    const converter = createConverter({ programs: [failing] });
    await expect(converter.convert(word('a'), 'a.docx')).rejects.toThrow(/«a\.docx».*no filter found/);
  });

  it('works on one document at a time and sheds what is too much', async () => {
    const counting = await program(
      'counting',
      `mkdir ${join(folder, 'busy')} || echo two at once; sleep 0.1; rmdir ${join(folder, 'busy')}; echo done`,
    );
    const converter = createConverter({ programs: [counting], maxWaiting: 2 });
    const attempts = ['1', '2', '3', '4'].map((name) => converter.convert(word('a'), name));
    const reasons = (await Promise.allSettled(attempts)).map(
      (result) => (result as PromiseRejectedResult).reason,
    );
    expect(reasons.every((reason) => reason instanceof ConversionError)).toBe(true);
    expect(reasons.map((reason) => /two at once|quá nhiều|done/.exec(String(reason))?.[0])).toEqual([
      'done',
      'done',
      'done',
      'quá nhiều',
    ]);
  });
});
