import { expect, it } from 'vitest';
import { isJson } from './json';

it('tells JSON from what is none, and names with values from other values', () => {
  expect(['12', '"chữ"', '{"a": 1}', '[1]', 'null'].map((text) => isJson(text))).toEqual(Array(5).fill(true));
  expect(['', 'chữ', "{'a': 1}", '{"a": 1,}', '012'].map((text) => isJson(text))).toEqual(
    Array(5).fill(false),
  );
  expect(['{"a": 1}', '{}'].map((text) => isJson(text, true))).toEqual([true, true]);
  expect(['12', '[1]', 'null', ''].map((text) => isJson(text, true))).toEqual(Array(4).fill(false));
});
