import { describe, expect, it } from 'vitest';
import { tagsOf } from './tags.ts';

describe('tags', () => {
  it('are taken, each once', () => {
    expect(tagsOf(['urgent', 'from:H56', 'urgent'])).toEqual(['urgent', 'from:H56']);
  });

  it('that begin with no letter, hold a space or are too long or too many are refused', () => {
    for (const tag of ['1st', 'khẩn', 'a b', '', 'a'.repeat(101)])
      expect(() => tagsOf([tag])).toThrow('Tags must start with a letter');
    expect(() => tagsOf(Array.from({ length: 11 }, (_, i) => `t${i}`))).toThrow('at most 10 tags');
  });
});
