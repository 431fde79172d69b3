import { compileExpression } from '../expression/compile.ts';
import type { Expression } from '../expression/expression.ts';
import type { Build } from './build.ts';
import { extension, nameOf, needsOne } from './extensions.ts';
import { feelOf, required } from './globals.ts';
import type { AdHocDefinition, LoopCharacteristics } from './graph.ts';
import { attribute, childNamed, type XmlElement } from './xml.ts';

/** A condition in an element's text, which must be FEEL. */
export function conditionOf(build: Build, parent: XmlElement, name: string) {
  const element = childNamed(parent, name);
  const text = element?.text.trim();
  if (!element || !text) return undefined;
  return build.problems.reading(element, () => compileExpression(text.startsWith('=') ? text : `=${text}`));
}

/** A variable, or a property of one. */
const ACCESS = /^([\p{L}_][\p{L}\p{N}_]*)(\.[\p{L}_][\p{L}\p{N}_]*)*$/u;

function variableOf(expression: Expression | undefined): string | undefined {
  const name = expression && ACCESS.exec(expression.source)?.[1];
  return name === 'null' || name === 'true' || name === 'false' ? undefined : name;
}

export function readLoop(build: Build, element: XmlElement): LoopCharacteristics | undefined {
  const { problems } = build;
  const loop = childNamed(element, 'bpmn:multiInstanceLoopCharacteristics');
  if (!loop) return undefined;
  const zeebe = extension(loop, 'loopCharacteristics');
  needsOne(build, loop, 'loopCharacteristics');
  if (!zeebe) return undefined;
  required(zeebe, 'inputCollection', problems);
  const inputCollection = feelOf(zeebe, 'inputCollection', problems);
  const outputCollection = nameOf(zeebe, 'outputCollection', problems);
  const outputElement = feelOf(zeebe, 'outputElement', problems);
  const pair = ['outputCollection', 'outputElement'];
  const [missing, ...rest] = pair.filter((name) => attribute(zeebe, name) === undefined);
  if (missing && rest.length === 0) {
    const given = pair.find((name) => name !== missing);
    problems.add(
      zeebe,
      'MISSING',
      `Attribute '${missing}' must be present if the attribute '${given}' is set`,
    );
  }
  return (
    inputCollection && {
      sequential: attribute(loop, 'isSequential') === 'true',
      inputCollection,
      inputElement: nameOf(zeebe, 'inputElement', problems),
      outputCollection,
      outputElement,
      outputVariable: variableOf(outputElement),
      completionCondition: conditionOf(build, loop, 'bpmn:completionCondition'),
    }
  );
}

/** What an ad hoc sub-process says; its inner instance is made when all of it has been read (adHoc.ts). */
export function readAdHoc(
  build: Build,
  element: XmlElement,
): Omit<AdHocDefinition, 'inner' | 'activatable' | 'parameters'> {
  const zeebe = extension(element, 'adHoc');
  const [collection, output] = [zeebe?.attributes.outputCollection, zeebe?.attributes.outputElement];
  if (zeebe && Boolean(collection?.trim()) !== Boolean(output?.trim()))
    build.problems.add(
      zeebe,
      'MISSING',
      `OutputElement and OutputCollection must both be set, or neither of them set. outputElement:${output ?? null} and outputCollection:${collection ?? null}.`,
    );
  return {
    activeElementsCollection: zeebe && feelOf(zeebe, 'activeElementsCollection', build.problems),
    completionCondition: conditionOf(build, element, 'bpmn:completionCondition'),
    cancelRemainingInstances: attribute(element, 'cancelRemainingInstances') !== 'false',
    outputCollection: zeebe && nameOf(zeebe, 'outputCollection', build.problems),
    outputElement: zeebe && feelOf(zeebe, 'outputElement', build.problems),
  };
}
