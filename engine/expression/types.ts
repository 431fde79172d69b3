import { nameText, operands } from './nodes.ts';
import type { Node } from './syntax.ts';
import { entryOf, FeelFunction, FeelRange, type FeelValue, isContext, typeOf } from './values.ts';

type TypeTest = (value: FeelValue) => boolean;

/** The test of `instance of` (DMN 1.5, 10.3.2.12). Null is of type Null only. */
export function instanceTest(node: Node): TypeTest {
  const [child] = operands(node);
  switch (child?.name) {
    case 'ListType': {
      const item = instanceTest(operands(child)[0]!);
      return (value) => Array.isArray(value) && value.every((entry) => entry === null || item(entry));
    }
    case 'RangeType': {
      const item = instanceTest(operands(child)[0]!);
      return (value) =>
        value instanceof FeelRange && [value.start, value.end].every((end) => end === null || item(end));
    }
    case 'ContextType':
      return contextTest(child);
    case 'FunctionType': {
      const types = operands(child).find((part) => part.name === 'ArgumentTypes');
      const arity = types ? operands(types).length : 0;
      return (value) =>
        value instanceof FeelFunction && value.parameters.some((names) => names.length === arity);
    }
    default:
      return namedTest(nameText(child ?? node));
  }
}

function contextTest(node: Node): TypeTest {
  const list = operands(node).find((part) => part.name === 'ContextEntryTypes');
  const entries = (list ? operands(list) : []).map((entry) => {
    const [name, type] = operands(entry);
    return { name: nameText(name!), test: instanceTest(type!) };
  });
  return (value) =>
    isContext(value) &&
    entries.every(({ name, test }) => {
      const entry = entryOf(value, name);
      return entry !== undefined && (entry === null || test(entry));
    });
}

function namedTest(name: string): TypeTest {
  if (name === 'Any') return (value) => value !== null;
  if (name === 'Null') return (value) => value === null;
  const known = name === 'day and time duration' ? 'days and time duration' : name;
  const wanted = known === 'year month duration' ? 'years and months duration' : known;
  return (value) => value !== null && typeOf(value) === wanted;
}
