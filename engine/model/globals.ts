import { compileExpression } from '../expression/compile.ts';
import type { Expression } from '../expression/expression.ts';
import type { Problems } from './problems.ts';
import { attribute, childNamed, childrenNamed, type XmlElement } from './xml.ts';

export type Message = {
  element: XmlElement;
  id: string;
  name?: Expression;
  correlationKey?: Expression;
  /** How many subscriptions it declares. */
  subscriptions: number;
};
export type Signal = { element: XmlElement; name?: Expression };
export type Coded = { element: XmlElement; code?: Expression };

/** What events refer to by id: messages, signals, errors and escalations of the definitions. */
export type Globals = {
  messages: Map<string, Message>;
  signals: Map<string, Signal>;
  errors: Map<string, Coded>;
  escalations: Map<string, Coded>;
};

function byId<T>(
  root: XmlElement,
  name: string,
  read: (element: XmlElement, id: string) => T,
): Map<string, T> {
  return new Map(
    childrenNamed(root, name).flatMap((element) => {
      const id = attribute(element, 'id');
      return id === undefined ? [] : [[id, read(element, id)] as const];
    }),
  );
}

/** An attribute that must be there. */
export function required(element: XmlElement, name: string, problems: Problems): string | undefined {
  const value = attribute(element, name);
  if (value === undefined)
    problems.add(element, 'MISSING', `Attribute '${name}' must be present and not empty`);
  return value;
}

/** An attribute as an expression; undefined where it is absent or cannot be read, which is then reported. */
export function expressionOf(element: XmlElement, name: string, problems: Problems): Expression | undefined {
  const text = attribute(element, name);
  return text === undefined ? undefined : problems.reading(element, () => compileExpression(text));
}

/** An attribute that must be FEEL, not a static text. */
export function feelOf(element: XmlElement, name: string, problems: Problems): Expression | undefined {
  const expression = expressionOf(element, name, problems);
  if (expression?.kind !== 'static') return expression;
  problems.add(element, 'EXPRESSION', expectedExpression(expression.source));
  return undefined;
}

export const expectedExpression = (text: string): string =>
  `Expected expression but found static value '${text}'. An expression must start with '=' (e.g. '=${text}').`;

export function readGlobals(root: XmlElement, problems: Problems): Globals {
  const code = (attributeName: string) => (element: XmlElement) => ({
    element,
    code: expressionOf(element, attributeName, problems),
  });
  return {
    messages: byId(root, 'bpmn:message', (element, id) => {
      const extensions = childNamed(element, 'bpmn:extensionElements');
      const subscriptions = extensions ? childrenNamed(extensions, 'zeebe:subscription') : [];
      for (const subscription of subscriptions) required(subscription, 'correlationKey', problems);
      return {
        element,
        id,
        name: expressionOf(element, 'name', problems),
        subscriptions: subscriptions.length,
        correlationKey: subscriptions[0] && feelOf(subscriptions[0], 'correlationKey', problems),
      };
    }),
    signals: byId(root, 'bpmn:signal', (element) => ({
      element,
      name: expressionOf(element, 'name', problems),
    })),
    errors: byId(root, 'bpmn:error', code('errorCode')),
    escalations: byId(root, 'bpmn:escalation', code('escalationCode')),
  };
}
