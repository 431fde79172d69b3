/**
 * Updates that one reader takes for nothing and another shows: tables that name an object twice, streams that hold it
 * twice, dictionaries with a key twice, numbers and generations that hide. What readers disagree on is never valid.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { openPdf } from '../pdf/openPdf.ts';
import { handMadePdf, stream as handMadeStream, handMadeUpdate } from '../pdf/testing/handMade.ts';
import { contract } from '../testing/contract.ts';
import { signedContract } from '../testing/signedContract.ts';

const setting = signedContract();
const { sign, signObjects, verdict } = setting;
let signed: Buffer;
beforeAll(() => {
  signed = setting.signed;
});

const evil = handMadeStream('', 'BT /F1 24 Tf 72 700 Td (Chi 9.000.000 dong) Tj ET');
const last = (pdf: Buffer) => Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(pdf.toString('latin1'))![1]);
const row = (offset: number, kind = 'n', gen = 0) =>
  `${String(offset).padStart(10, '0')} ${String(gen).padStart(5, '0')} ${kind} \n`;
const placeOf = (pdf: Buffer, num: number) => openPdf(pdf).latest.locate(num)!.start;
/** Appends objects as they are written, and a table with these runs. */
const append = (pdf: Buffer, body: string, runs: string, trailer: string) => {
  const whole = Buffer.concat([pdf, Buffer.from(body, 'latin1')]);
  const tail = `xref\n${runs}trailer\n<< ${trailer} /Prev ${last(pdf)} >>\nstartxref\n${whole.length}\n%%EOF\n`;
  return Buffer.concat([whole, Buffer.from(tail, 'latin1')]);
};
const plain = '/Size 60 /Root 1 0 R';

describe('an update whose table', () => {
  it('says nothing new leaves the signature valid', async () => {
    expect(await verdict(append(signed, '', `4 1\n${row(placeOf(signed, 4))}`, plain))).toBe('valid');
  });

  it('names an object twice, here and in a version from before the signature, is changed', async () => {
    const draft = handMadePdf({ objects: { ...contract, 4: evil } });
    const corrected = handMadeUpdate(draft, { 4: contract[4]! });
    const once = await sign(corrected);
    const old = draft.indexOf('4 0 obj');
    const runs = [`4 1\n${row(placeOf(once, 4))}`, `4 1\n${row(old)}`];
    expect(await verdict(once)).toBe('valid');
    expect(await verdict(append(once, '', runs.join(''), plain))).toBe('changed');
    expect(await verdict(append(once, '', runs.toReversed().join(''), plain))).toBe('changed');
  });

  it('hides an object that its cross-reference stream shows is changed', async () => {
    const entry = Buffer.concat([Buffer.from([1]), Buffer.alloc(3), Buffer.from([0])]);
    entry.writeUIntBE(placeOf(signed, 4), 1, 3);
    const xref = `50 0 obj\n<< /Type /XRef /Size 60 /W [1 3 1] /Index [4 1] /Root 1 0 R /Length 5 >>\nstream\n${entry.toString('latin1')}\nendstream\nendobj\n`;
    const hybrid = `${plain} /XRefStm ${signed.length}`;
    const hidden = append(signed, xref, `4 1\n${row(0, 'f', 1)}50 1\n${row(signed.length)}`, hybrid);
    expect(await verdict(hidden)).toBe('changed');
  });

  it('adds an array of more parts than a call takes arguments leaves the signature valid', async () => {
    const array = `50 0 obj\n[${'0 '.repeat(300_000)}]\nendobj\n`;
    expect(await verdict(append(signed, array, `50 1\n${row(signed.length)}`, plain))).toBe('valid');
  });

  it('says that there are fewer objects than were signed is changed', async () => {
    const runs = `3 1\n${row(placeOf(signed, 3))}`;
    expect(await verdict(append(signed, '', runs, '/Size 4 /Root 1 0 R'))).toBe('changed');
  });

  it('gives an object another generation, to which a reference waits, is changed', async () => {
    const waiting = { ...contract, 3: contract[3]!.replace('/X 20 0 R', '/X 20 5 R') };
    const overlay = handMadeStream('/Type /XObject /Subtype /Form /BBox [0 0 595 842]', '0 0 595 842 re f');
    const once = await signObjects({ ...waiting, 20: overlay });
    const body = `20 5 obj\n${overlay}\nendobj\n`;
    expect(await verdict(once)).toBe('valid');
    expect(await verdict(append(once, body, `20 1\n${row(once.length, 'n', 5)}`, plain))).toBe('changed');
  });

  it('ends in a trailer with two roots is changed', async () => {
    const body = `30 0 obj\n<< /Type /Catalog /Pages 31 0 R >>\nendobj\n`;
    const runs = `30 1\n${row(signed.length)}`;
    for (const roots of [
      '/Root 30 0 R /Root 1 0 R',
      '/Root 1 0 R /Root 30 0 R',
      '/Root 30 0 R /Ro#6ft 1 0 R',
    ])
      expect(await verdict(append(signed, body, runs, `/Size 60 ${roots}`))).toMatch(/changed|unsigned/);
  });
});

describe('an update with an object stream', () => {
  /** Object 3, and a second one, as the stream holds them; `index` is what the table says of 3. */
  const inStream = (numbers: [number, number], bodies: [string, string], index: number) => {
    const head = `${numbers[0]} 0 ${numbers[1]} ${bodies[0].length + 1} `;
    const content = `${head}${bodies[0]} ${bodies[1]}`;
    const container = `50 0 obj\n<< /Type /ObjStm /N 2 /First ${head.length} /Length ${content.length} >>\nstream\n${content}\nendstream\nendobj\n`;
    const at = signed.length + container.length;
    const rows = Buffer.alloc(15);
    rows.writeUInt8(2, 0);
    rows.writeUIntBE(50, 1, 3);
    rows.writeUInt8(index, 4);
    rows.writeUInt8(1, 5);
    rows.writeUIntBE(signed.length, 6, 3);
    rows.writeUInt8(1, 10);
    rows.writeUIntBE(at, 11, 3);
    const xref = `51 0 obj\n<< /Type /XRef /Size 60 /W [1 3 1] /Index [3 1 50 2] /Root 1 0 R /Prev ${last(signed)} /Length 15 >>\nstream\n${rows.toString('latin1')}\nendstream\nendobj\nstartxref\n${at}\n%%EOF\n`;
    return Buffer.concat([signed, Buffer.from(container + xref, 'latin1')]);
  };
  const same = contract[3]!;
  const other = contract[3]!.replace('/Contents 4 0 R', '/Contents 10 0 R');

  it('that holds the page as it was leaves the signature valid', async () => {
    expect(await verdict(inStream([3, 52], [same, 'null'], 0))).toBe('valid');
  });

  it('that holds the page twice, as it was and otherwise, is changed', async () => {
    for (const index of [0, 1]) expect(await verdict(inStream([3, 3], [same, other], index))).toBe('changed');
    expect(await verdict(inStream([3, 3], [other, same], 1))).toBe('changed');
  });

  it('whose table points to another place than that of the page is changed', async () => {
    expect(await verdict(inStream([3, 52], [same, other], 1))).toBe('changed');
  });
});

describe('an update that writes a key twice', () => {
  it.each([
    ['into the page', 3, contract[3]!.replace('/Contents', '/Contents 10 0 R /Contents')],
    ['into the page, in other letters', 3, contract[3]!.replace('/Contents', '/Cont#65nts 10 0 R /Contents')],
    ['into the root', 1, contract[1]!.replace('/Pages', '/Pages 30 0 R /Pages')],
    [
      'into an open field',
      6,
      contract[6]!.replace('/Rect', '/V (9) /AP << /N 9 0 R >> /AP null /V null /Rect'),
    ],
    ['into the page tree', 2, contract[2]!.replace('/Kids', '/Kids [3 0 R 3 0 R] /Kids')],
  ])('%s is changed', async (_, num, body) => {
    expect(await verdict(handMadeUpdate(signed, { [num]: body }))).toBe('changed');
  });
});

describe('bytes after the signed ones', () => {
  it.each([
    ['an object hidden in a comment behind the end', '%4 0 obj << >> endobj\n'],
    ['one that is not set apart', '%4 0obj << >> endobj\n'],
    ['so many blanks that readers rebuild the file', ' '.repeat(1000)],
    ['one that is set apart by a tab', '%4 0\tobj << >> endobj\n'],
    ['an end of another file', '%PDF-1.7\n1 0 obj\n<< >>\nendobj\n'],
  ])('that are %s are changed', async (_, added) => {
    expect(await verdict(Buffer.concat([signed, Buffer.from(added)]))).not.toBe('valid');
  });

  it('that end without a mark of the end are changed', async () => {
    const more = handMadeUpdate(signed, { 30: 'null' });
    expect(await verdict(more)).toBe('valid');
    expect(await verdict(more.subarray(0, more.lastIndexOf('%%EOF')))).toBe('changed');
  });

  it('that are a few blanks leave the signature valid', async () => {
    expect(await verdict(Buffer.concat([signed, Buffer.alloc(512)]))).toBe('valid');
  });

  it('that lead the reader to a table within the signed part leave nothing valid that shows otherwise', async () => {
    const first = /startxref\s+(\d+)/.exec(signed.toString('latin1'))![1]!;
    expect(await verdict(Buffer.concat([signed, Buffer.from(`%startxref ${first} \n%%EOF\n`)]))).not.toBe(
      'valid',
    );
  });
});
