import { parseExpression, parseUnaryTests } from 'feelin';
import { ExpressionError } from './errors.ts';
import { spacedNames } from './spacedNames.ts';

export const MAX_SOURCE = 64 * 1024;
const MAX_DEPTH = 250;

/** A node of the syntax tree, by the names of feelin's grammar (lezer-feel). */
export type Node = { name: string; text: string; children: Node[] };
export type Syntax = 'expression' | 'unary-tests';
/** Names with spaces or signs that an expression may use, as nested contexts: `{'Applicant': {'Birth date': …}}`. */
export type Names = { [name: string]: unknown };

type SyntaxNode = ReturnType<typeof parseExpression>['topNode'];

/** @throws ExpressionError `EXPRESSION_SYNTAX`, `EXPRESSION_TOO_LARGE` */
export function parseFeel(source: string, syntax: Syntax = 'expression', names: Names = {}): Node {
  if (source.length > MAX_SOURCE) throw tooLarge(source, `it is longer than ${MAX_SOURCE} characters`);
  const parse = syntax === 'expression' ? parseExpression : parseUnaryTests;
  const tree = parse(source, { ...spacedNames, ...names }, 'camunda');
  return convert(tree.topNode, source, 0);
}

function convert(node: SyntaxNode, source: string, depth: number): Node {
  if (depth > MAX_DEPTH) throw tooLarge(source, `it is nested deeper than ${MAX_DEPTH} levels`);
  if (node.type.isError) throw syntaxError(node, source);
  const children: Node[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (child.type.isError || !child.type.isSkipped) children.push(convert(child, source, depth + 1));
  return { name: node.name, text: source.slice(node.from, node.to), children };
}

function syntaxError(node: SyntaxNode, source: string): ExpressionError {
  const near = source.slice(node.from, node.from + 20).trim();
  const what = near === '' ? 'unexpected end' : `unexpected '${near}'`;
  return new ExpressionError(
    'EXPRESSION_SYNTAX',
    source,
    `failed to parse expression '${source}': ${what} at position ${node.from + 1}`,
  );
}

function tooLarge(source: string, why: string): ExpressionError {
  const short = source.length > 200 ? `${source.slice(0, 200)}…` : source;
  return new ExpressionError('EXPRESSION_TOO_LARGE', short, `failed to parse expression '${short}': ${why}`);
}
