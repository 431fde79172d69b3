import { comparisons } from './comparisons.ts';
import { control } from './control.ts';
import { ExpressionError } from './errors.ts';
import { Evaluation, type Lookup, reported, Scope, type Warning } from './evaluation.ts';
import { functions } from './functions.ts';
import { lists } from './lists.ts';
import { literals } from './literals.ts';
import type { Evaluate, NodeCompiler, Test } from './nodes.ts';
import { operators } from './operators.ts';
import { paths } from './paths.ts';
import { type Names, NO_NAMES, type Node, parseFeel } from './syntax.ts';
import { compileUnaryTests } from './unaryTests.ts';
import type { FeelValue } from './values.ts';

export type Result = { value: FeelValue; warnings: Warning[] };
export type Environment = { lookup: Lookup; now: number };
/** A FEEL expression, read once, evaluated as often as one likes. */
export type Compiled = { source: string; evaluate(environment: Environment): Result };

const compilers: Record<string, NodeCompiler> = {
  ...literals,
  ...operators,
  ...comparisons,
  ...paths,
  ...lists,
  ...control,
  ...functions,
};

function compileNode(node: Node): Evaluate {
  const compiler = compilers[node.name];
  if (!compiler) throw new Error(`no compiler for ${node.name}: ${node.text}`);
  return compiler(node, compileNode);
}

/** A FEEL expression as a step of a larger evaluation. @throws ExpressionError `EXPRESSION_SYNTAX`, `EXPRESSION_TOO_LARGE` */
export const compileScoped = (source: string, names: Names = NO_NAMES): Evaluate =>
  compileNode(parseFeel(source, 'expression', names));

/** Unary tests, as a cell of a decision table has them. @throws ExpressionError as `compileScoped` */
export const compileScopedTests = (source: string, names: Names = NO_NAMES): Test =>
  compileUnaryTests(parseFeel(source, 'unary-tests', names), compileNode);

/** @throws ExpressionError as `compileScoped`; evaluating may throw `EXPRESSION_TOO_LONG`, `EXPRESSION_FAILED` */
export function compileFeel(source: string, names: Names = NO_NAMES): Compiled {
  const run = compileScoped(source, names);
  return {
    source,
    evaluate: ({ lookup, now }) => {
      const evaluation = new Evaluation(source, lookup, now);
      try {
        return { value: run(new Scope(evaluation)), warnings: evaluation.warnings };
      } catch (error) {
        if (!(error instanceof ExpressionError) || error.code !== 'EXPRESSION_FAILED') throw error;
        throw new ExpressionError(error.code, source, error.message + reported(evaluation.warnings));
      }
    },
  };
}
