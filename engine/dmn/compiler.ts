import { ExpressionError } from '../expression/errors.ts';
import { compileScoped, compileScopedTests } from '../expression/feel.ts';
import type { Evaluate, Test } from '../expression/nodes.ts';
import type { Names } from '../expression/syntax.ts';
import type { Problems } from '../model/problems.ts';
import { childNamed, type XmlElement } from '../model/xml.ts';
import type { ItemTypes } from './types.ts';

/** What compiling the boxed expressions of one model needs. */
export type Compiler = { problems: Problems; types: ItemTypes };

export const textOf = (element: XmlElement): string => (childNamed(element, 'dmn:text')?.text ?? '').trim();

const nothing: Evaluate = () => null;

/** FEEL text of an element. What cannot be read is reported, and would evaluate to null. */
export function compileText(problems: Problems, element: XmlElement, text: string, names: Names): Evaluate {
  if (text === '') return nothing;
  const run = problems.reading(element, () => compileScoped(text, names));
  if (run === undefined) return nothing;
  return (scope) => {
    scope.evaluation.source = text;
    return run(scope);
  };
}

export function compileTestText(problems: Problems, element: XmlElement, names: Names): Test | undefined {
  const text = textOf(element);
  if (text === '') return undefined;
  try {
    return compileScopedTests(text, names);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    problems.add(element, 'EXPRESSION', error.message);
    return undefined;
  }
}
