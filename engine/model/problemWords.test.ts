import { describe, expect, it } from 'vitest';
import { vietnameseOf } from './problemWords.ts';

describe('what Zeebe says of a model', () => {
  it.each([
    [
      "Attribute 'correlationKey' must be present and not empty",
      'Tin chờ nhận chưa có khóa đối chiếu (correlation key)',
    ],
    ["Attribute 'name' must be present and not empty", 'Thiếu thuộc tính «name»'],
    ["Invalid cycle format 'often'", 'Chu kỳ «often» sai dạng; viết như R3/PT1H'],
    [
      "failed to parse expression '= a = = b': unexpected '= b' at position 7",
      'Biểu thức «= a = = b» sai từ ký tự thứ 7: «= b»',
    ],
    [
      "Multiple message event definitions with the same name 'a $1' are not allowed.",
      'Nhiều sự kiện cùng chờ «a $1»',
    ],
  ])('%s is told in Vietnamese', (message, sentence) => {
    expect(vietnameseOf(message)).toBe(sentence);
  });

  it('is not guessed at when nobody has put it in Vietnamese', () => {
    expect(vietnameseOf('Something else is wrong')).toBeUndefined();
  });
});
