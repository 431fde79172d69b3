import fc from 'fast-check';
import { evaluate as feelin } from 'feelin';
import { describe, expect, it } from 'vitest';
import { ExpressionError } from './errors.ts';
import { compileFeel } from './feel.ts';
import { type Json, toJson } from './json.ts';
import type { FeelValue } from './values.ts';

const now = Date.UTC(2026, 10, 24, 9, 30);
function feel(source: string, variables: { [name: string]: FeelValue } = {}): Json {
  const lookup = (name: string) => (Object.hasOwn(variables, name) ? variables[name] : undefined);
  return toJson(compileFeel(source).evaluate({ lookup, now }).value);
}

const people = [
  { name: 'An', age: 31 },
  { name: 'Bình', age: 64 },
];

describe('FEEL expressions', () => {
  it.each<[string, Json]>([
    ['0.1 + 0.2', 0.3],
    ['1.1 * 3', 3.3],
    ['0.3 / 0.1', 3],
    ['10 / 4', 2.5],
    ['1 / 0', null],
    ['2 ** 3', 8],
    ['-(3 + 4)', -7],
    ['"Công" + " " + "văn"', 'Công văn'],
    ['"a" + 1', null],
    ['1 = "1"', null],
    ['null = null', true],
    ['if missing then 1 else 2', 2],
    ['missing > 1', null],
    ['missing = null', true],
    ['true or missing', true],
    ['false and missing', false],
    ['true and missing', null],
    ['people[age > 60].name', ['Bình']],
    ['people[1].name', 'An'],
    ['people[-1].name', 'Bình'],
    ['people[3]', null],
    ['people.name', ['An', 'Bình']],
    ['[1, 2, 3][item > 1]', [2, 3]],
    ['for i in 1..3, j in [10, 20] return i * j', [10, 20, 20, 40, 30, 60]],
    ['for i in 3..1 return i', [3, 2, 1]],
    ['for i in 1..5 return if i < 3 then 1 else partial[-1] + partial[-2]', [1, 1, 2, 3, 5]],
    ['some p in people satisfies p.age > 60', true],
    ['every p in people satisfies p.age > 60', false],
    ['5 in (1..5]', true],
    ['1 in (1..5]', false],
    ['5 in (> 6, 5)', true],
    ['3 between 1 and 3', true],
    ['{a: 1, b: a + 1}.b', 2],
    ['{f: function(x) x * x, y: f(4)}.y', 16],
    ['"x" instance of string', true],
    ['[1, 2] instance of list<number>', true],
    ['`tên người` + "!"', 'An!'],
    ['count(count)', 2],
  ])('%s is %j', (source, value) => {
    expect(feel(source, { people, count: [1, 2], 'tên người': 'An' })).toEqual(value);
  });

  it.each<[string, Json]>([
    ['get or else(missing, "mặc định")', 'mặc định'],
    ['is defined(missing)', false],
    ['string(1.50)', '1.5'],
    ['string({a: [1, "x"]})', '{a: [1, "x"]}'],
    ['number("1 234,5", " ", ",")', 1234.5],
    ['substring("công văn", -3)', 'văn'],
    ['matches("H56.14", "[A-Z]\\\\d+\\\\.\\\\d+")', true],
    ['replace("2225/TTr", "(\\\\d+)/(.*)", "$2-$1")', 'TTr-2225'],
    ['split("a,b,,c", ",")', ['a', 'b', '', 'c']],
    ['extract("references 1234, 1256, 1378", "12[0-9]*")', ['1234', '1256']],
    ['string join(["a", null, "b"], "-", "<", ">")', '<a-b>'],
    ['trim("  x ")', 'x'],
    ['is blank(" ")', true],
    ['to base64("FEEL")', 'RkVFTA=='],
    ['round half up(1.005, 2)', 1.01],
    ['decimal(2.5, 0)', 2],
    ['floor(-1.5)', -2],
    ['modulo(-12, 5)', 3],
    ['median([8, 2, 5, 3, 4])', 4],
    ['mode([6, 3, 9, 6, 6])', [6]],
    ['sort([3, 1, 2], function(a, b) a < b)', [1, 2, 3]],
    ['duplicate values([1, 2, 3, 2, 1])', [1, 2]],
    ['partition([1, 2, 3, 4, 5], 2)', [[1, 2], [3, 4], [5]]],
    ['context put({x: 1}, "y", 2)', { x: 1, y: 2 }],
    ['context merge([{x: 1}, {y: 2}])', { x: 1, y: 2 }],
    ['context merge(for n in 1..150000 return {x: n})', { x: 150_000 }],
    ['get value({x: {y: 1}}, ["x", "y"])', 1],
    ['get entries({x: 1})', [{ key: 'x', value: 1 }]],
    ['from json("{\\"a\\": [1]}")', { a: [1] }],
    ['now()', '2026-11-24T09:30:00Z'],
    ['today()', '2026-11-24'],
    ['day of week(@"2020-12-22")', 'Tuesday'],
    ['last day of month(@"2020-02-01")', '2020-02-29'],
    ['date("2020-12-08") + duration("P14D")', '2020-12-22'],
    ['date and time("2020-12-08T10:00:00+07:00") - date and time("2020-12-08T02:00:00Z")', 'PT1H'],
    ['duration("P1M") + duration("P11M")', 'P1Y'],
    ['years and months duration(@"2019-12-22", @"2020-12-22").years', 1],
    ['overlaps([1..5], [5..8])', true],
  ])('the built-in %s gives %j', (source, value) => {
    expect(feel(source)).toEqual(value);
  });

  it.each([
    ['time("04:20:00")', '04:20'],
    ['time("04:20:30")', '04:20:30'],
    ['time("04:20:30.5")', '04:20:30.500'],
    ['time("04:20:00@Europe/Berlin")', '04:20:00@Europe/Berlin'],
    ['date and time("2021-02-24T04:20:00.5")', '2021-02-24T04:20:00.5'],
    ['date and time("2021-02-24T04:20:00@Europe/Berlin")', '2021-02-24T04:20:00+01:00[Europe/Berlin]'],
    ['duration("PT42H56M33S")', 'P1DT18H56M33S'],
    ['duration("-PT26H")', '-P1DT2H'],
    ['duration("PT0S")', 'P0D'],
    ['duration("P27M")', 'P2Y3M'],
    ['duration("P0M")', 'P0Y'],
  ])('a variable holds %s as %s', (source, text) => {
    expect(feel(source)).toBe(text);
  });

  it.each([
    ['string(time("04:20"))', '04:20:00'],
    ['string(@"04:20")', '04:20:00'],
    ['string(date and time("2021-02-24T04:20"))', '2021-02-24T04:20:00'],
    ['string(date and time("2021-02-24T04:20+01:00"))', '2021-02-24T04:20:00+01:00'],
    ['string(date and time("2021-02-24T04:20+01:00[Europe/Berlin]"))', '2021-02-24T04:20:00@Europe/Berlin'],
    ['time("04:20Z")', null],
    ['time("4:20")', null],
    ['time("25:00")', null],
    ['date and time("2021-02-24T04")', null],
  ])('seconds may be left out: %s', (source, text) => {
    expect(feel(source)).toBe(text);
  });

  it('keeps no key of the data from being an ordinary entry', () => {
    const data = JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}');
    expect(feel('data.__proto__.polluted', { data })).toBe(true);
    expect(feel('data.toString', { data })).toBeNull();
    expect(feel('{__proto__: 1}.polluted')).toBeNull();
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });

  it('tells what it did not find', () => {
    const { warnings } = compileFeel('missing + 1').evaluate({ lookup: () => undefined, now });
    expect(warnings.map((warning) => warning.type)).toEqual(['NO_VARIABLE_FOUND', 'INVALID_TYPE']);
  });
});

describe('an expression that asks for too much', () => {
  it.each([
    ['counts without end', 'for i in 1..1000000000000 return i'],
    ['nests its loops', 'for a in 1..1000, b in 1..1000, c in 1..1000 return 1'],
    ['calls itself', '{f: function(n) f(n + 1), r: f(1)}.r'],
    [
      'makes a text that doubles',
      'count(for i in 1..40 return if i = 1 then "abcdefgh" else partial[-1] + partial[-1])',
    ],
    ['makes a list that doubles', 'for i in 1..40 return if i = 1 then [1] else [partial[-1], partial[-1]]'],
    [
      'makes a context that doubles',
      'for i in 1..40 return if i = 1 then {a: 1} else {a: partial[-1], b: partial[-1]}',
    ],
    ['has a pattern that runs away', 'matches("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab", "(a+)+$")'],
    ['compares every pair', 'count(distinct values(for i in 1..100000 return [i]))'],
  ])('is stopped where it %s', (_what, source) => {
    expect(() => feel(source)).toThrow(expect.objectContaining({ code: 'EXPRESSION_TOO_LONG' }));
  });

  it.each([
    ['too long', `1${' + 1'.repeat(30_000)}`],
    ['of contexts without end', '{a:'.repeat(4_000)],
    ['of too many entries', `{${Array.from({ length: 1_100 }, (_, i) => `a${i}: 1`).join(', ')}}`],
    ['too deep', `${'('.repeat(1_000)}1${')'.repeat(1_000)}`],
  ])('is refused unread where it is %s', (_what, source) => {
    expect(() => compileFeel(source)).toThrow(expect.objectContaining({ code: 'EXPRESSION_TOO_LARGE' }));
  });

  it('may have any brackets and colons in its texts and comments', () => {
    const brackets = '([{:'.repeat(2_000);
    expect(feel(`"${brackets}\\"" /* ${brackets} */ // ${brackets}`)).toBe(`${brackets}"`);
  });

  it('is not read any further than its first error', () => {
    expect(() => compileFeel('@ # ? '.repeat(5_000))).toThrow('at position 2');
  });
});

it.each(['1 +', 'if a then b', 'a b c(', '"open', 'x[', '{a: }', 'for i in return i', '1 2'])(
  'the text %j is refused with its place',
  (source) => {
    expect(() => compileFeel(source)).toThrow(ExpressionError);
    expect(() => compileFeel(source)).toThrow(
      /failed to parse expression '.*': unexpected .* at position \d+/s,
    );
  },
);

/**
 * feelin orders values of different types, takes any truthy condition for true, a list of one for its item, and
 * turns a reversed range round; Camunda's FEEL and DMN 1.5 do none of this. So the texts are made by types.
 */
describe('against feelin, on what both define alike', () => {
  type Texts = { number: string; boolean: string; any: string };
  const digits = fc.integer({ min: -1000, max: 1000 }).map(String);
  const { any } = fc.letrec<Texts>((tie) => ({
    number: fc.oneof(
      { depthSize: 'small' },
      digits,
      fc.constantFrom('a', 'c.d', '{k: 5}.k', '[4, 5, 6][2]'),
      fc
        .tuple(tie('number'), fc.constantFrom('+', '-', '*'), tie('number'))
        .map(([l, o, r]) => `(${l}) ${o} (${r})`),
      fc
        .tuple(tie('boolean'), tie('number'), tie('number'))
        .map(([c, y, n]) => `(if ${c} then ${y} else ${n})`),
      fc.array(tie('any'), { maxLength: 3 }).map((items) => `count([${items.join(', ')}])`),
      fc.tuple(tie('number'), tie('number')).map(([x, y]) => `max(${x}, ${y})`),
      tie('number').map((x) => `abs(${x})`),
    ),
    boolean: fc.oneof(
      { depthSize: 'small' },
      fc.constantFrom('true', 'false', 'b = "text"', 'missing = null', 'contains(b, "ex")'),
      fc
        .tuple(tie('number'), fc.constantFrom('=', '!=', '<', '<=', '>', '>='), tie('number'))
        .map(([l, o, r]) => `(${l}) ${o} (${r})`),
      fc
        .tuple(tie('boolean'), fc.constantFrom('and', 'or'), tie('boolean'))
        .map(([l, o, r]) => `(${l}) ${o} (${r})`),
      tie('boolean').map((x) => `not(${x})`),
      fc
        .tuple(tie('number'), fc.nat(100), fc.nat(100))
        .map(([x, low, n]) => `(${x}) between ${low} and ${low + n}`),
      fc
        .tuple(tie('number'), fc.nat(100), fc.nat(100))
        .map(([x, low, n]) => `(${x}) in (${low}..${low + n}]`),
      fc.tuple(tie('number'), tie('number')).map(([x, y]) => `(some i in [1, 2, ${x}] satisfies i > ${y})`),
    ),
    any: fc.oneof(
      { depthSize: 'small' },
      tie('number'),
      tie('boolean'),
      fc.constantFrom('b', '"x" + b', 'null', 'c', 'missing', 'upper case(b)'),
      fc.array(tie('any'), { maxLength: 3 }).map((items) => `[${items.join(', ')}]`),
      tie('any').map((value) => `{k: ${value}}`),
      fc
        .tuple(tie('boolean'), tie('any'))
        .map(([c, value]) => `(for i in 1..3 return if ${c} then ${value} else i)`),
      fc.tuple(tie('number'), tie('number')).map(([x, y]) => `[1, ${x}, 3][item > ${y}]`),
    ),
  }));
  const variables = { a: 3, b: 'text', c: { d: 7 } };

  it('gives the same value', () => {
    fc.assert(
      fc.property(any, (source) => {
        const theirs = feelin(source, variables).value ?? null;
        expect(feel(source, variables)).toEqual(JSON.parse(JSON.stringify(theirs)));
      }),
      { numRuns: 500 },
    );
  });
});
