import { describe, expect, it } from 'vitest';
import { compileExpression } from './compile.ts';
import type { VariableContext } from './expression.ts';
import { applyInputMappings, applyOutputMappings, parseTarget } from './mappings.ts';

const mapping = (source: string, target: string) => ({
  source: compileExpression(source),
  target: parseTarget(target),
});
const input = (variables: VariableContext, ...list: [string, string][]) =>
  applyInputMappings(
    list.map(([source, target]) => mapping(source, target)),
    variables,
    0,
  );
const output = (variables: VariableContext, ...list: [string, string][]) =>
  applyOutputMappings(
    list.map(([source, target]) => mapping(source, target)),
    variables,
    0,
  );

describe('mappings', () => {
  it('let a later one see what an earlier one made', () => {
    expect(input({ a: 1 }, ['=a + 1', 'b'], ['=b + 1', 'c'])).toEqual({ b: 2, c: 3 });
  });
  it('take a static text as a text', () => {
    expect(input({}, ['H56.14', 'agency'])).toEqual({ agency: 'H56.14' });
  });
  it('make the objects of a nested target', () => {
    expect(input({ a: { old: true } }, ['=1', 'a.b.c'], ['=2', 'a.b.d'])).toEqual({
      a: { b: { c: 1, d: 2 } },
    });
  });
  it('extend the object outside by a nested output target, and leave the one given unchanged', () => {
    const outside = { a: { old: true, b: { kept: 1 } } };
    expect(output(outside, ['=2', 'a.b.c'])).toEqual({ a: { old: true, b: { kept: 1, c: 2 } } });
    expect(outside).toEqual({ a: { old: true, b: { kept: 1 } } });
  });
  it('replace by a nested target what is no object', () => {
    expect(output({ a: 1 }, ['=2', 'a.b'])).toEqual({ a: { b: 2 } });
  });
  it('give null for a variable that is not there', () => {
    expect(output({}, ['=missing', 'x'])).toEqual({ x: null });
  });
  it.each(['', 'a..b', 'a b', '1a', 'a.', '=', '=a', 'a[1]', '$.a', 'a-b', 'tên'])(
    'refuse the target %j',
    (target) => {
      expect(() => parseTarget(target)).toThrow(/doesn't match the pattern/);
    },
  );
  it('put a key named __proto__ as data', () => {
    const made = input({}, ['=1', '__proto__']);
    expect(Object.keys(made)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(made)).toBe(Object.prototype);
  });
});
