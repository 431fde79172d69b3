/**
 * Runs the DMN Technology Compatibility Kit (github.com/dmn-tck/tck, Apache-2.0) on a folder of it:
 * `npm run tck -- DIR [--failures]`. Prints one line for each compliance level, and with `--failures` each
 * case that fails.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { equal } from '../expression/compare.ts';
import { readDate, readDateTime, readDuration, readTime } from '../expression/temporal.ts';
import { feelString } from '../expression/text.ts';
import { type FeelValue, isContext, newContext } from '../expression/values.ts';
import { attribute, childNamed, childrenNamed, parseXml, type XmlElement } from '../model/xml.ts';
import { decisionValue, serviceValue } from './evaluate.ts';
import type { DecisionGraph } from './graph.ts';
import { parseDecisions } from './parse.ts';

const namespaces = {
  'http://www.omg.org/spec/DMN/20160719/testcase': 'tc',
  'http://www.w3.org/2001/XMLSchema-instance': 'xsi',
};
const TOLERANCE = 1e-8;

const byType: Record<string, (text: string) => FeelValue> = {
  string: (text) => text,
  boolean: (text) => text === 'true',
  date: readDate,
  time: readTime,
  dateTime: readDateTime,
  duration: readDuration,
};

function readValue(element: XmlElement): FeelValue {
  if (attribute(element, 'xsi:nil') === 'true') return null;
  const list = childNamed(element, 'tc:list');
  if (list)
    return attribute(list, 'xsi:nil') === 'true' ? null : childrenNamed(list, 'tc:item').map(readValue);
  const components = childrenNamed(element, 'tc:component');
  if (components.length > 0) {
    const context = newContext();
    for (const component of components) context[attribute(component, 'name') ?? ''] = readValue(component);
    return context;
  }
  const value = childNamed(element, 'tc:value');
  if (!value || attribute(value, 'xsi:nil') === 'true') return null;
  const type = (attribute(value, 'xsi:type') ?? 'string').replace(/^.*:/, '');
  return byType[type]?.(value.text) ?? (type in byType ? null : Number(value.text));
}

function alike(expected: FeelValue, actual: FeelValue): boolean {
  if (typeof expected === 'number' && typeof actual === 'number')
    return Math.abs(expected - actual) <= TOLERANCE * Math.max(1, Math.abs(expected));
  if (Array.isArray(expected) && Array.isArray(actual))
    return expected.length === actual.length && expected.every((item, index) => alike(item, actual[index]!));
  if (isContext(expected) && isContext(actual)) {
    const keys = Object.keys(expected);
    return (
      keys.length === Object.keys(actual).length &&
      keys.every((key) => key in actual && alike(expected[key]!, actual[key]!))
    );
  }
  return equal(expected, actual) === true;
}

function inputsOf(testCase: XmlElement): { [name: string]: FeelValue } {
  return Object.fromEntries(
    childrenNamed(testCase, 'tc:inputNode').map((node) => [attribute(node, 'name') ?? '', readValue(node)]),
  );
}

function run(graph: DecisionGraph, testCase: XmlElement, name: string): FeelValue {
  const inputs = inputsOf(testCase);
  const invoked = attribute(testCase, 'invocableName');
  const service = graph.services.find((candidate) => candidate.name === (invoked ?? name));
  const decision = graph.decisions.find((candidate) => candidate.name === name);
  if (attribute(testCase, 'type') === 'decisionService' && service) {
    const value = serviceValue(graph, service, inputs, Date.now());
    return service.outputs.length > 1 && isContext(value) ? (value[name] ?? null) : value;
  }
  if (!decision) throw new Error(`the model has no decision ${name}`);
  return decisionValue(graph, decision.id, inputs, Date.now());
}

type Outcome = { level: string; file: string; id: string; passed: boolean; why: string };

function outcomes(path: string): Outcome[] {
  const suite = parseXml(readFileSync(path, 'utf8'), namespaces);
  const model = join(dirname(path), childNamed(suite, 'tc:modelName')?.text ?? '');
  const { drg, errors } = parseDecisions(readFileSync(model, 'utf8'));
  const level = basename(dirname(dirname(path)));
  return childrenNamed(suite, 'tc:testCase').map((testCase) => {
    const failures = childrenNamed(testCase, 'tc:resultNode').flatMap((node) => {
      const name = attribute(node, 'name') ?? '';
      const expected = childNamed(node, 'tc:expected');
      const wanted = expected ? readValue(expected) : null;
      try {
        if (!drg) return [`${name}: refused: ${errors[0]?.message}`];
        const actual = run(drg, testCase, name);
        return alike(wanted, actual)
          ? []
          : [`${name}: ${feelString(actual)} instead of ${feelString(wanted)}`];
      } catch (error) {
        return wanted === null && error instanceof Error && error.name !== 'TypeError'
          ? []
          : [`${name}: ${String(error)}`];
      }
    });
    return {
      level,
      file: basename(path),
      id: attribute(testCase, 'id') ?? '',
      passed: failures.length === 0,
      why: failures.join('; '),
    };
  });
}

const [folder = '.', option] = process.argv.slice(2);
const files = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((path) => /compliance-level-\d.*-test-\d+\.xml$/.test(path))
  .sort();
const all = files.flatMap((path) => outcomes(join(folder, path)));
for (const level of [...new Set(all.map((outcome) => outcome.level))].sort()) {
  const cases = all.filter((outcome) => outcome.level === level);
  const passed = cases.filter((outcome) => outcome.passed).length;
  process.stdout.write(
    `${level}: ${passed} of ${cases.length} cases passed (${((100 * passed) / cases.length).toFixed(1)} %)\n`,
  );
}
if (option === '--failures')
  for (const { file, id, why } of all.filter((outcome) => !outcome.passed))
    process.stdout.write(`${file} ${id}: ${why}\n`);
