import { Cache } from './cache.ts';
import type { Expression } from './expression.ts';
import { type Compiled, compileFeel } from './feel.ts';

const MAX_CACHED_EXPRESSIONS = 10_000;
const compiledCache = new Cache<Compiled>(MAX_CACHED_EXPRESSIONS);

/**
 * Reads a text that is FEEL after `=` and static otherwise. FEEL is compiled once for the process.
 * @throws ExpressionError `EXPRESSION_SYNTAX`, `EXPRESSION_TOO_LARGE`
 */
export function compileExpression(text: string): Expression {
  if (!text.startsWith('=')) return { kind: 'static', source: text };
  return feelExpression(text.slice(1));
}

/** Reads a text that is FEEL without a `=`. @throws ExpressionError as `compileExpression` */
function feelExpression(text: string): Expression {
  const source = text.trim();
  return { kind: 'feel', source, compiled: compiledCache.getOrMake(source, () => compileFeel(source)) };
}

export const staticExpression = (source: string): Expression => ({ kind: 'static', source });
