import { describe, expect, it } from 'vitest';
import { samplePdf } from '../testing/samplePdf.ts';
import { MM } from './box.ts';
import { findPlaces } from './findPlaces.ts';

const signer = { capacity: 'KT. GIÁM ĐỐC', position: 'PHÓ GIÁM ĐỐC', fullName: 'Nguyễn Văn Minh Họa' };

describe('findPlaces', () => {
  it('puts the image in the middle between position and name, under them both', async () => {
    const { position, name, person, capacity } = await findPlaces(await samplePdf({ pages: 3 }), signer);
    expect(person).toMatchObject({ page: 2 });
    expect(person!.x + person!.width / 2).toBeCloseTo(420, 0);
    expect(person!.y).toBeGreaterThan(name!.y + name!.height);
    expect(person!.y + person!.height).toBeLessThan(position!.y);
    expect(capacity!.y).toBeGreaterThan(position!.y);
  });

  it('lets a seal of true size cover a third of the image on its left', async () => {
    const { person, agency } = await findPlaces(await samplePdf(), signer);
    expect(agency!.width).toBeCloseTo(36 * MM);
    expect(agency!.x).toBeLessThan(person!.x);
    expect((agency!.x + agency!.width - person!.x) / person!.width).toBeCloseTo(1 / 3);
  });

  it('finds the gaps for number, day and month on the first page', async () => {
    const { number, day, month } = await findPlaces(await samplePdf({ pages: 2 }), signer);
    for (const place of [number, day, month]) expect(place).toMatchObject({ page: 0, fontSize: 13 });
    expect(number!.width).toBeGreaterThan(30);
    expect(month!.x).toBeGreaterThan(day!.x + day!.width);
  });

  it('finds the same places when the letters come apart and out of order', async () => {
    const [whole, scattered] = [await samplePdf(), await samplePdf({ scattered: true })];
    const [a, b] = [await findPlaces(whole, signer), await findPlaces(scattered, signer)];
    for (const key of ['person', 'agency', 'number', 'day', 'month'] as const) {
      expect(b[key]!.x).toBeCloseTo(a[key]!.x, 0);
      expect(b[key]!.y).toBeCloseTo(a[key]!.y, 0);
    }
  });

  it('takes names with decomposed letters, other spacing and other case', async () => {
    const odd = {
      capacity: 'kt.  Giám đốc'.normalize('NFD'),
      position: 'PHÓ  GIÁM ĐỐC'.normalize('NFD'),
      fullName: 'nguyễn văn  minh họa'.normalize('NFD'),
    };
    const pdf = await samplePdf();
    expect(await findPlaces(pdf, odd)).toEqual(await findPlaces(pdf, signer));
  });

  it('offers no place for what is not there or is filled in already', async () => {
    const places = await findPlaces(await samplePdf({ number: ' 2225' }), { fullName: 'Người Khác' });
    expect(places).not.toHaveProperty('number');
    expect(places).not.toHaveProperty('person');
    expect(places.day).toBeDefined();
  });
});
