import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { formObjects, handMadePdf } from '../pdf/testing/handMade.ts';
import { signPdf } from '../sign/signPdf.ts';
import { type TestAuthorities, testAuthorities } from '../testing/authorities.ts';
import { samplePdf } from '../testing/samplePdf.ts';
import type { Appearance } from './appearance.ts';
import { MM } from './box.ts';
import { demonstrationSeal, demonstrationSignature } from './demonstration.ts';
import { ImageFormatError, readPng, writePng } from './png.ts';
import { topRightPlace } from './topRight.ts';
import { pdfDate, signingTimeText } from './vietnamTime.ts';

let services: TestAuthorities;
beforeAll(async () => {
  services = await testAuthorities();
});
afterAll(() => services.stop());

const signedAt = new Date('2026-12-31T18:05:09Z');

/** The text of the first page, as poppler reads it. */
async function shown(appearance: Appearance, kind: 'attachment' | 'digitised-copy'): Promise<string> {
  const pdf = await samplePdf();
  const place = topRightPlace(pdf, kind);
  const signed = await signPdf(pdf, {
    key: services.agency.key,
    level: 'B-B',
    field: 'agency',
    place,
    appearance,
    signedAt,
  });
  return execFileSync('pdftotext', ['-raw', '-', '-'], { input: signed, encoding: 'utf8' });
}

/** The word's box on the first page as it is seen, from its upper left corner, in points. */
function boxOfWord(pdf: Uint8Array, word: string) {
  const page = execFileSync('pdftotext', ['-bbox', '-', '-'], { input: pdf, encoding: 'utf8' });
  const [, ...edges] = new RegExp(`xMin="(.*?)" yMin="(.*?)" xMax="(.*?)" yMax="(.*?)">${word}<`).exec(page)!;
  const [left, top, right, bottom] = edges.map(Number) as [number, number, number, number];
  return { left, top, right, bottom };
}

describe('a page that is turned or has large units', () => {
  it.each([
    [0, '', 595],
    [90, '', 842],
    [180, '', 595],
    [-90, '', 842],
    [90, '/UserUnit 2', 1684],
  ])('turned by %i degrees %s bears its signature upright at the top right', async (degrees, more, width) => {
    const page = formObjects[3]!
      .replace('[0 0 595 842]', `[10 20 605 862] ${more}`)
      .replace('/Parent 2 0 R', `/Parent 2 0 R /Rotate ${degrees}`);
    const pdf = handMadePdf({ objects: { ...formObjects, 3: page } });
    const signed = await signPdf(pdf, {
      key: services.agency.key,
      level: 'B-B',
      field: 'agency',
      place: topRightPlace(pdf, 'attachment'),
      appearance: { kind: 'attachment', number: '2225', notation: 'QĐ-UBND' },
      signedAt,
    });
    // Poppler gives words in the page's units.
    const unit = more ? 2 : 1;
    const { left, top, right, bottom } = boxOfWord(signed, '2225/QĐ-UBND');
    expect(right).toBeCloseTo((width - 15 * MM) / unit, 0);
    expect(top).toBeLessThan((18 * MM) / unit);
    expect(right - left).toBeGreaterThan(bottom - top);
  });

  it('turns the appearance of a field that was there', async () => {
    const page = formObjects[3]!.replace('/Parent 2 0 R', '/Parent 2 0 R /Rotate 90');
    const signed = await signPdf(handMadePdf({ objects: { ...formObjects, 3: page } }), {
      key: services.person.key,
      level: 'B-B',
      field: 'person',
      appearance: { kind: 'attachment', number: '7', notation: 'QĐ-UBND' },
      signedAt,
    });
    const { left, top, right, bottom } = boxOfWord(signed, '7/QĐ-UBND');
    expect(right - left).toBeGreaterThan(bottom - top);
  });
});

describe('what a signature shows', () => {
  it('of an agency on an attachment: number, notation and signing time, at the top', async () => {
    const text = await shown({ kind: 'attachment', number: '2225', notation: 'QĐ-UBND' }, 'attachment');
    expect(text).toContain('2225/QĐ-UBND');
    expect(text).toContain('01/01/2027; 01:05:09 +07:00');
  });

  it('of an agency on a digitised copy: form of copy, agency and signing time', async () => {
    const png = demonstrationSeal('Ủy ban nhân dân tỉnh');
    const appearance: Appearance = {
      kind: 'digitised-copy',
      form: 'SAO Y',
      agency: 'Ủy ban nhân dân tỉnh Thanh Hóa',
      png,
    };
    const text = await shown(appearance, 'digitised-copy');
    expect(text).toContain('SAO Y');
    expect(text).toContain('Ủy ban nhân dân tỉnh Thanh Hóa');
    expect(text).toContain('01/01/2027; 01:05:09 +07:00');
  });

  it('stands within the page, at its top right', async () => {
    const place = topRightPlace(await samplePdf(), 'digitised-copy');
    expect(place.x + place.width).toBeCloseTo(595.28 - 15 * MM);
    expect(place.y + place.height).toBeLessThan(841.89);
  });
});

describe('times', () => {
  it('are those of Vietnam, also over midnight', () => {
    expect(signingTimeText(signedAt)).toBe('01/01/2027; 01:05:09 +07:00');
    expect(pdfDate(signedAt)).toBe("D:20270101010509+07'00'");
  });
});

describe('images', () => {
  it('are read as they were written, with their transparency', () => {
    const bitmap = {
      width: 2,
      height: 1,
      rgb: Buffer.from([1, 2, 3, 4, 5, 6]),
      alpha: Buffer.from([0, 200]),
    };
    expect(readPng(writePng(bitmap))).toEqual(bitmap);
  });

  it('for demonstration are the same for the same words, and others for others', () => {
    expect(demonstrationSignature('Một').equals(demonstrationSignature('Một'))).toBe(true);
    expect(demonstrationSignature('Một').equals(demonstrationSignature('Hai'))).toBe(false);
    expect(readPng(demonstrationSeal('Sở')).alpha).toBeDefined();
  });

  it('that are none, or cut anywhere, have a named error', () => {
    const png = demonstrationSignature('Một');
    expect(() => readPng(Buffer.from('GIF89a'))).toThrow(ImageFormatError);
    for (const length of [0, 7, 8, 20, 33, 60, png.length - 13, png.length - 1]) {
      expect(() => readPng(png.subarray(0, length))).toThrow(ImageFormatError);
    }
    const huge = Buffer.from(png);
    huge.writeUInt32BE(100_000, 16);
    expect(() => readPng(huge)).toThrow(ImageFormatError);
  });
});
