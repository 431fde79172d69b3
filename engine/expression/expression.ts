// The shape of a compiled expression and of what evaluates it.

/** Text beginning with `=` is FEEL; everything else is the text itself. Made by `compileExpression`. */
export interface Expression {
  readonly text: string;
  readonly isStatic: boolean;
  /** The value of a static expression, the compiled function of a FEEL one: for `evaluate` only. */
  readonly run?: (context: VariableContext, now: number) => unknown;
}

/** Variables visible from a scope, by name, as JSON values. */
export type VariableContext = Record<string, unknown>;

/** An expression that cannot be compiled (refused at deployment) or evaluated (an incident). */
export class ExpressionError extends Error {
  readonly code = 'EXPRESSION_ERROR';
}
