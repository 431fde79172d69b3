import { expect, it } from 'vitest';
import { matches } from './matches';

it('finds Vietnamese words that were typed without accents, and nothing else', () => {
  expect(matches('do van', 'Đỗ Văn Giả Định', null)).toBe(true);
  expect(matches('ĐỖ ', 'Đỗ Văn Giả Định')).toBe(true);
  expect(matches('', undefined)).toBe(true);
  expect(matches('tran', 'Đỗ Văn Giả Định', 'Văn phòng')).toBe(false);
});
