import { parser, trackVariables } from 'lezer-feel';
import { ExpressionError } from './errors.ts';
import { buildOf } from './nesting.ts';
import { spacedNames } from './spacedNames.ts';

// The parser follows variables through contexts, at a cost that grows with the square of an expression's length and
// the cube of its depth: a few kilobytes could hold up the engine for minutes.
const MAX_SOURCE = 32 * 1024;
const MAX_NESTING = 100;
const MAX_ENTRIES = 1_000;
const MAX_DEPTH = 250;

/** A node of the syntax tree, by the names of lezer-feel's grammar. */
export type Node = { name: string; text: string; children: Node[] };
export type Syntax = 'expression' | 'unary-tests';
/** Names with spaces or signs that an expression may use, as nested contexts: `{'Applicant': {'Birth date': …}}`. */
export type Names = { readonly [name: string]: unknown };
export const NO_NAMES: Names = {};

type SyntaxNode = ReturnType<typeof parser.parse>['topNode'];

/** @throws ExpressionError `EXPRESSION_SYNTAX`, `EXPRESSION_TOO_LARGE` */
export function parseFeel(source: string, syntax: Syntax = 'expression', names: Names = NO_NAMES): Node {
  const excess = excessOf(source);
  if (excess !== undefined) throw tooLarge(source, excess);
  return convert(parse(source, syntax, names).topNode, source, 0);
}

/** Why an expression is not even parsed, if it is not. */
export function excessOf(source: string): string | undefined {
  if (source.length > MAX_SOURCE) return `it is longer than ${MAX_SOURCE} characters`;
  const { depth, entries } = buildOf(source);
  if (depth > MAX_NESTING) return `it is nested deeper than ${MAX_NESTING} levels`;
  if (entries > MAX_ENTRIES) return `it has more than ${MAX_ENTRIES} context entries`;
  return undefined;
}

/** Camunda's type `function`, where the grammar knows `function<…>` only; the tree keeps what the source says. */
const BARE_FUNCTION_TYPE = /\b(instance\s+of\s+)function\b(?!\s*<)/g;

/** Expressions of one model share their names: a parser that knows a thousand of them costs as much as a long text. */
const parsers = new WeakMap<Names, Record<Syntax, typeof parser>>();

function parserFor(names: Names): Record<Syntax, typeof parser> {
  const known = parsers.get(names);
  if (known !== undefined) return known;
  const contextTracker = trackVariables({ ...spacedNames, ...names });
  // Ends at the first error: looking for what was meant may take seconds.
  const top = (name: string) =>
    parser.configure({ top: name, dialect: 'camunda', contextTracker, strict: true });
  const made = { expression: top('Expression'), 'unary-tests': top('UnaryTests') };
  parsers.set(names, made);
  return made;
}

function parse(source: string, syntax: Syntax, names: Names): ReturnType<typeof parser.parse> {
  try {
    return parserFor(names)[syntax].parse(source.replace(BARE_FUNCTION_TYPE, '$1Function'));
  } catch (error) {
    const position = error instanceof SyntaxError && /^No parse at (\d+)$/.exec(error.message)?.[1];
    if (!position) throw error;
    throw syntaxError(Number(position), source);
  }
}

function convert(node: SyntaxNode, source: string, depth: number): Node {
  if (depth > MAX_DEPTH) throw tooLarge(source, `it is nested deeper than ${MAX_DEPTH} levels`);
  if (node.type.isError) throw syntaxError(node.from, source);
  const children: Node[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling)
    if (child.type.isError || !child.type.isSkipped) children.push(convert(child, source, depth + 1));
  return { name: node.name, text: source.slice(node.from, node.to), children };
}

function syntaxError(position: number, source: string): ExpressionError {
  const near = source.slice(position, position + 20).trim();
  const what = near === '' ? 'unexpected end' : `unexpected '${near}'`;
  return new ExpressionError(
    'EXPRESSION_SYNTAX',
    source,
    `failed to parse expression '${source}': ${what} at position ${position + 1}`,
  );
}

function tooLarge(source: string, why: string): ExpressionError {
  const short = source.length > 200 ? `${source.slice(0, 200)}…` : source;
  return new ExpressionError('EXPRESSION_TOO_LARGE', short, `failed to parse expression '${short}': ${why}`);
}
