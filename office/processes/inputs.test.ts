import { describe, expect, it } from 'vitest';
import { jsonValue } from './inputs.ts';

const messageOf = (text: string) => jsonValue.safeParse(text).error?.issues[0]?.message;

describe('a value as JSON text', () => {
  it.each([
    '{"key": 2251799813685350}',
    '9007199254740992',
    '[0.12345678901234567, 1.5e300, -12345678901234567.0]',
    '{"number": "12345678901234567890", "said": "\\"12345678901234567\\""}',
  ])('%s is taken as it is', (text) => {
    expect(jsonValue.parse(text)).toEqual(JSON.parse(text));
  });

  it.each(['12345678901234567890', '{"a": [-9007199254740993]}'])(
    '%s would be rounded: it is refused',
    (text) => {
      expect(messageOf(text)).toBe('Số nguyên dài quá 15 chữ số sẽ sai nếu ghi ở đây.');
    },
  );

  it('is refused when it is no JSON, or nests too deep', () => {
    expect(messageOf('{a: 1}')).toBe('Giá trị không phải JSON hợp lệ.');
    expect(messageOf(`${'['.repeat(102)}${']'.repeat(102)}`)).toBe('Giá trị lồng nhau quá 100 tầng.');
  });
});
