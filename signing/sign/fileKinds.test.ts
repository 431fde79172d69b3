import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openPdf } from '../pdf/openPdf.ts';
import { handMadePdf, stream } from '../pdf/testing/handMade.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import { type PyHankoReport, pdfsig, pyHankoEach } from '../testing/validators.ts';
import { signPdf } from './signPdf.ts';

const folder = mkdtempSync(join(tmpdir(), 'congvan-kinds-'));
const at = (name: string) => join(folder, name);

/** The sample as qpdf writes it. */
function byQpdf(...options: string[]): Buffer {
  execFileSync('qpdf', [...options, at('in.pdf'), at('out.pdf')]);
  return readFileSync(at('out.pdf'));
}

/** Old readers find the page in the table; its font is hidden from them in an object stream (7.5.8.4). */
function hybrid(): Buffer {
  const rows = Buffer.from([2, 0, 9, 0]).toString('latin1');
  const plain = handMadePdf({
    objects: {
      1: '<< /Type /Catalog /Pages 2 0 R >>',
      2: '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
      3: '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
      4: stream('', 'BT /F1 24 Tf 72 700 Td (To trinh 2225) Tj ET'),
      8: stream('/Type /XRef /Size 10 /W [1 2 1] /Index [5 1]', rows),
      9: stream('/Type /ObjStm /N 1 /First 4', '5 0 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>'),
    },
    trailer: '/XRefStm 0000',
  });
  const offset = `/XRefStm ${plain.indexOf('8 0 obj')}`.padEnd(13);
  return Buffer.from(plain.toString('latin1').replace('/XRefStm 0000', offset), 'latin1');
}

let services: TestAuthorities;
const names = [
  'PDF 1.4',
  'PDF 2.0',
  'cross-reference streams',
  'linearised',
  'linearised with streams',
  'hybrid',
];
let originals: Buffer[];
let signed: Buffer[];
let reports: PyHankoReport[][];

beforeAll(async () => {
  services = await testAuthorities();
  writeFileSync(at('in.pdf'), await samplePdf({ pages: 3 }));
  originals = [
    byQpdf('--force-version=1.4', '--object-streams=disable'),
    byQpdf('--force-version=2.0'),
    byQpdf('--object-streams=generate'),
    byQpdf('--linearize', '--object-streams=disable'),
    byQpdf('--linearize', '--object-streams=generate'),
    hybrid(),
  ];
  const { timestampUrls, person, agency } = services;
  signed = [];
  for (const pdf of originals) {
    const once = await signPdf(pdf, { key: person.key, level: 'B-T', field: 'person', timestampUrls });
    signed.push(await signPdf(once, { key: agency.key, level: 'B-LTA', field: 'agency', timestampUrls }));
  }
  // pyHanko refuses hybrid files on principle; poppler is asked about that one.
  reports = await pyHankoEach(signed.slice(0, -1), services.authority.caFile);
});
afterAll(async () => {
  await services.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('a file of each kind is signed in its own kind, and its signatures are accepted', () => {
  it.each(names.map((name, index) => [name, index] as const))('%s', async (name, index) => {
    const before = openPdf(originals[index]!);
    const after = openPdf(signed[index]!);
    expect(after.revisions.at(-1)!.kind).toBe(before.revisions.at(-1)!.kind);
    expect(signed[index]!.subarray(0, originals[index]!.length).equals(originals[index]!)).toBe(true);
    if (name === 'hybrid') {
      const verdicts = await pdfsig(signed[index]!);
      expect(verdicts.slice(0, 2)).toEqual(['Signature is Valid.', 'Signature is Valid.']);
      return;
    }
    expect(reports[index]).toMatchObject([
      { field: 'person', ok: true },
      { field: 'agency', ok: true },
      { field: 'timestamp-1', ok: true, coverage: 'ENTIRE_FILE' },
    ]);
  });
});

describe('several signers in order, initials first', () => {
  it('each stays accepted after the next', async () => {
    const { authority } = services;
    let pdf = await samplePdf();
    const place = { page: 0, y: 120, width: 60, height: 30 };
    for (const [index, field] of ['initial-1', 'initial-2', 'person', 'agency'].entries()) {
      const { key } = await authority.issuePerson({ commonName: `Người ký ${index + 1}` });
      pdf = await signPdf(pdf, { key, level: 'B-B', field, place: { ...place, x: 60 + index * 80 } });
    }
    const [report] = await pyHankoEach([pdf], authority.caFile);
    expect(report!.map(({ field, ok }) => [field, ok])).toEqual([
      ['initial-1', true],
      ['initial-2', true],
      ['person', true],
      ['agency', true],
    ]);
  });
});
