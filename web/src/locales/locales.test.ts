import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import deeds from './deeds.en.json';
import en from './en.json';
import reports from './reports.en.json';
import vi from './vi.json';

/** The words of bpmn.io's own menus and panels: bpmn-js and form-js take them, not the pages. */
const MODELER_WORDS = /bpmn[\\/]words[\\/]/;

const source = join(import.meta.dirname, '..');

/** Texts by keys as `t` takes them: `nav.inbox`. */
function textsOf(messages: object, before = ''): [key: string, text: string][] {
  return Object.entries(messages).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[before + name, value]] : textsOf(value, `${before}${name}.`),
  );
}

const keysOf = (messages: object) => textsOf(messages).map(([key]) => key);

const code = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.(vue|ts)$/.test(name) && !/\.(test|d)\.ts$/.test(name) && !MODELER_WORDS.test(name))
  .map((name) => readFileSync(join(source, name), 'utf8'))
  .join('\n');

/** Lines that say something in Vietnamese by themselves; comments, which cite the law, may. */
const VIETNAMESE = /[àáảãạăắằẳẵặâấầẩẫậđèéẻẽẹêếềểễệìíỉĩịòóỏõọôốồổỗộơớờởỡợùúủũụưứừửữựỳýỷỹỵ]/i;
const spoken = code.split('\n').filter((line) => VIETNAMESE.test(line) && !/^\s*(\/\/|\/?\*)/.test(line));

/** Text in quotes that has the form of a key, and templates with the part that is filled in as «one word». */
const literal = [...code.matchAll(/'([a-zA-Z]+(?:\.[a-zA-Z]+)+)'/g)].map((match) => match[1]!);
const template = [...code.matchAll(/`([a-zA-Z]+\.[^`]*)`/g)].map((match) => match[1]!);
const patterns = template.map(
  (text) => new RegExp(`^${text.replaceAll('.', '\\.').replaceAll(/\$\{[^}]*\}/g, '[\\w-]+')}$`),
);

/** The validator's own text: what it names, and no code of it. */
const signing = join(source, '../../signing');
const audit = join(source, '../../office/audit');
const textOf = (name: string) => readFileSync(join(signing, name), 'utf8');
const validator = readdirSync(join(signing, 'validate'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
  .map((name) => textOf(join('validate', name)))
  .join('\n');
const REASON = /(?:code: |fault\(|fail(?:ure|ed)\(\s*'[A-Z_]+',\s*|SubIndication, )'([A-Z_]+)'/g;

describe('the languages of the screen', () => {
  it('say the same things', () => {
    expect(keysOf(en).sort()).toEqual(keysOf(vi).sort());
  });

  it('explain each kind of incident', () => {
    expect(Object.keys(vi.incident.meaning).sort()).toEqual(Object.keys(vi.incident.type).sort());
  });

  it('say in English every reason that the validator has words for', () => {
    const reasons = [...validator.matchAll(REASON)].map((match) => match[1]!);
    const problems = [...textOf('trust/certificatePath.ts').matchAll(/^ {2}\| '([A-Z_]+)'/gm)];
    expect(reasons.length).toBeGreaterThan(40);
    expect(problems).toHaveLength(10);
    const said = { ...reports.report.reason, ...reports.report.note };
    const named = [...reasons, ...problems.map((match) => `CERTIFICATE_${match[1]}`)];
    expect(named.filter((name) => !(name in said))).toEqual([]);
  });

  it('name the same of a change: the field, the page, the value', () => {
    const words = textOf('validate/difference/changeWords.ts').matchAll(
      /^ {2}([A-Z_]+):\s+(otherThan|'.*)/gm,
    );
    const vietnamese = [...words].map(([, code, text]) => [code, text === 'otherThan' ? '{field}' : text!]);
    const named = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
    const english = Object.entries(reports.report.change).map(([code, text]) => [code, named(text)]);
    expect(vietnamese.length).toBeGreaterThan(50);
    expect(Object.fromEntries(english)).toEqual(
      Object.fromEntries(vietnamese.map(([code, text]) => [code, named(text!)])),
    );
  });

  it('say in English every sentence of the audit trail, and name the same in it', () => {
    const told = (name: string) =>
      readFileSync(join(audit, name), 'utf8').matchAll(/^ {2}'(\w+\.[\w-]+)':\s+'(.*)',$/gm);
    const named = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort();
    const vietnamese = [...told('sentences.ts')].map(([, code, text]) => [code!, named(text!)] as const);
    expect(vietnamese.length).toBeGreaterThan(70);
    const english = textsOf(deeds.told).filter(([code]) => !code.startsWith('denied'));
    expect(Object.fromEntries(english.map(([code, text]) => [code, named(text)]))).toEqual(
      Object.fromEntries(vietnamese),
    );
    const kinds = [...told('deeds.ts')].map(([, kind]) => kind!);
    expect(keysOf(deeds.deed).sort()).toEqual(kinds.sort());
  });

  it('are the only place that speaks one', () => {
    expect(spoken).toEqual([]);
  });

  it('have every text that the pages ask for', () => {
    const asked = [...code.matchAll(/\bt\('([^']+)'/g)].map((match) => match[1]!);
    const known = new Set([...keysOf(vi), ...keysOf(reports)]);
    expect(asked.length).toBeGreaterThan(100);
    expect(asked.filter((key) => !known.has(key))).toEqual([]);
  });

  it('have no text that no page asks for', () => {
    const said = new Set(literal);
    const unused = keysOf(vi).filter(
      (key) => !said.has(key) && !patterns.some((pattern) => pattern.test(key)),
    );
    expect(unused).toEqual([]);
  });
});
