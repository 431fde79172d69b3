import { attribute, childNamed, childrenNamed, parseXml, type XmlElement } from '../model/xml.ts';
import { textOf } from './compiler.ts';
import { namespaces } from './parse.ts';

/** What the values of a decision are called besides their headings: paths of names, from the outside in. */
export interface Columns {
  /** By the id of an input or output: the expression of an input, the name of an output. */
  paths: Map<string, string[][]>;
  /** Of the decision's own result: its variable, and its only output. */
  result: string[][];
}

const named = (element: XmlElement | undefined, ...names: string[]): string[][] =>
  names.flatMap((name) => {
    const value = element && attribute(element, name);
    return value ? [[value]] : [];
  });

/** @param xml of a file that was deployed; '': it is gone */
export function columnsOf(xml: string, decisionId: string): Columns {
  const decision =
    xml === ''
      ? undefined
      : childrenNamed(parseXml(xml, namespaces), 'dmn:decision').find(
          (element) => attribute(element, 'id') === decisionId,
        );
  const table = decision && childNamed(decision, 'dmn:decisionTable');
  const inputs = table ? childrenNamed(table, 'dmn:input') : [];
  const outputs = table ? childrenNamed(table, 'dmn:output') : [];
  const id = (element: XmlElement) => attribute(element, 'id') ?? '';
  return {
    paths: new Map([
      ...inputs.map((input): [string, string[][]] => {
        const expression = childNamed(input, 'dmn:inputExpression');
        return [id(input), expression ? [textOf(expression).split('.')] : []];
      }),
      ...outputs.map((output): [string, string[][]] => [id(output), named(output, 'name')]),
    ]),
    result: [
      ...named(decision && childNamed(decision, 'dmn:variable'), 'name'),
      ...(outputs.length === 1 ? named(outputs[0], 'name', 'label') : []),
    ],
  };
}
