import { describe, expect, it } from 'vitest';
import { MAX_OFFERED, offered } from './choice';

const communes = Array.from({ length: 3_000 }, (_, index) => ({
  value: `H56.${index}`,
  label: `Ủy ban nhân dân xã số ${index}`,
  note: index % 2 ? 'điện tử' : 'bản giấy',
}));
const values = (query: string, chosen: string[] = []) =>
  offered(communes, query, chosen).shown.map(({ value }) => value);

describe('a list of choices', () => {
  it('shows the first of many, and how many more there are', () => {
    const { shown, more } = offered(communes, '', []);
    expect(shown).toEqual(communes.slice(0, MAX_OFFERED));
    expect(more).toBe(3_000 - MAX_OFFERED);
  });

  it('is searched by words of the label and the note, with or without accents', () => {
    expect(values('xa so 2999')).toEqual(['H56.2999']);
    expect(values('số 2998 giấy')).toEqual([]);
    expect(values('2998 ban giay')).toEqual(['H56.2998']);
    expect(offered(communes, 'điện tử', []).more).toBe(1_500 - MAX_OFFERED);
  });

  it('keeps what is chosen while nothing is typed', () => {
    expect(values('', ['H56.2999', 'H56.3'])).toEqual(['H56.2999', ...values('')]);
    expect(values('xa so 5', ['H56.2999'])).not.toContain('H56.2999');
  });

  it('shows all of a short one', () => {
    expect(offered(communes.slice(0, 5), '', [])).toEqual({ shown: communes.slice(0, 5), more: 0 });
  });
});
