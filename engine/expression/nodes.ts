import type { Scope } from './evaluation.ts';
import type { Node } from './syntax.ts';
import type { FeelValue } from './values.ts';

/** A compiled node: its value in a scope. */
export type Evaluate = (scope: Scope) => FeelValue;
/** A compiled unary test: whether a value passes it in a scope. */
export type Test = (scope: Scope, value: FeelValue) => boolean | null;
/** Compiles a child node. Handed down, so that the files of node kinds need not import one another. */
export type Compile = (node: Node) => Evaluate;
export type NodeCompiler = (node: Node, compile: Compile) => Evaluate;

/** The child nodes that carry meaning: everything but punctuation and keywords. */
export const operands = (node: Node): Node[] =>
  node.children.filter((child) => /^[A-Z?]|^null$/.test(child.name));

export function only(node: Node, name: string): Node {
  const child = node.children.find((candidate) => candidate.name === name);
  if (!child) throw new Error(`the grammar gave ${node.name} without ${name}`);
  return child;
}

/** A name of one or more words, its inner spaces made one, its backticks taken off. */
export const nameText = (node: Node): string => node.text.replace(/`/g, '').replace(/\s+/g, ' ').trim();
