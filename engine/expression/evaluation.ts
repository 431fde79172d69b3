import { ExpressionError } from './errors.ts';
import type { FeelContext, FeelValue } from './values.ts';

/** Thrown out of an evaluation that would take longer than its run may: it is to come back when there is time. */
export class OutOfTurn extends Error {
  override readonly name = 'OutOfTurn';
}

/** Steps that evaluations may still spend together; nothing else evaluates while a run does. */
let allowed = Number.POSITIVE_INFINITY;

/** From now on all evaluations together may spend so many steps. */
export function allowEvaluation(steps: number): void {
  allowed = steps;
}

/** Characters that are gone through in the time of one step. */
const CHARACTERS = 64;
/** Parts of values that have been gone through and not yet been spent for. */
let visited = 0;

/** Values have been gone through where no evaluation is at hand: the next step of the one at work spends for them. */
export function visit(parts: number): void {
  visited += parts;
}

/** An entry of a context costs more than an item of a list. */
export const visitEntries = (count: number): void => visit(4 * count);

/** @param count characters that have been gone through, or made */
export const visitText = (count: number): void => visit(count / CHARACTERS);

/** Whether the run has others behind it that wait. */
export const hurried = (): boolean => allowed !== Number.POSITIVE_INFINITY;

/** What evaluating one expression may cost. A step is one element visited, one function called, or so many characters
 * of a text gone through or made. */
export const MAX_STEPS = 1_000_000;
const MAX_CALL_DEPTH = 200;
export const MAX_STRING = 16 * 1024 * 1024;
const MAX_WARNINGS = 20;

export type WarningType =
  | 'NO_VARIABLE_FOUND'
  | 'NO_CONTEXT_ENTRY_FOUND'
  | 'NO_PROPERTY_FOUND'
  | 'NOT_COMPARABLE'
  | 'INVALID_TYPE'
  | 'NO_FUNCTION_FOUND'
  | 'FUNCTION_INVOCATION_FAILURE'
  | 'ASSERT_FAILURE';
export type Warning = { type: WarningType; message: string };

/** The end of the message of an incident; '' without warnings. */
export const reported = (warnings: readonly Warning[]): string =>
  warnings.length === 0
    ? ''
    : ` The evaluation reported the following warnings:\n${warnings.map(({ type, message }) => `[${type}] ${message}`).join('\n')}`;

/** Where an expression finds its variables. `undefined` says that there is none of that name. */
export type Lookup = (name: string) => FeelValue | undefined;

/** One evaluation: its variables, its clock, and what it has left to spend. */
export class Evaluation {
  readonly warnings: Warning[] = [];
  #steps = MAX_STEPS;
  #depth = 0;
  /** Made when first needed: most expressions make no list and no context. */
  #sizes: WeakMap<object, number> | undefined;
  constructor(
    /** What is evaluated, for messages; each expression of a decision in its turn. */
    public source: string,
    readonly lookup: Lookup,
    /** Epoch milliseconds. */
    readonly now: number,
  ) {
    visited = 0;
  }

  /** @throws ExpressionError `EXPRESSION_TOO_LONG` when the budget of steps is spent
   * @throws OutOfTurn when the run has no more time for it now */
  spend(steps = 1): void {
    const all = steps + visited;
    visited = 0;
    allowed -= all;
    if (allowed < 0) throw new OutOfTurn();
    this.#steps -= all;
    if (this.#steps < 0) throw this.tooLong(`more than ${MAX_STEPS} steps`);
  }

  /**
   * Takes note of a list or context that the expression made. Its parts may be shared, so that few steps make a
   * value which takes for ever to write or compare: `[x, x]`, thirty times over. Counted is what it would hold
   * written out, where a variable's own value counts as one.
   * @throws ExpressionError `EXPRESSION_TOO_LONG`
   */
  made<T extends FeelValue[] | FeelContext>(value: T): T {
    this.#sizes ??= new WeakMap();
    const sizes = this.#sizes;
    let size = 1;
    for (const part of Array.isArray(value) ? value : Object.values(value))
      size += part !== null && typeof part === 'object' ? (sizes.get(part) ?? 1) : 1;
    if (size > MAX_STEPS) throw this.tooLong(`a value of more than ${MAX_STEPS} parts`);
    sizes.set(value, size);
    return value;
  }

  /** Runs a function's body one level deeper. */
  enter(body: () => FeelValue): FeelValue {
    this.spend();
    if (this.#depth >= MAX_CALL_DEPTH) throw this.tooLong(`calls nested deeper than ${MAX_CALL_DEPTH}`);
    this.#depth += 1;
    try {
      return body();
    } finally {
      this.#depth -= 1;
    }
  }

  warn(type: WarningType, message: string): null {
    if (this.warnings.length < MAX_WARNINGS) this.warnings.push({ type, message });
    return null;
  }

  tooLong(why: string): ExpressionError {
    return new ExpressionError(
      'EXPRESSION_TOO_LONG',
      this.source,
      `failed to evaluate expression '${this.source}': the evaluation was stopped: ${why}`,
    );
  }
}

/** A chain of names over the variables of an evaluation. */
export class Scope {
  constructor(
    readonly evaluation: Evaluation,
    private readonly parent: Scope | null = null,
    private readonly names: Lookup | null = null,
  ) {}

  with(names: Lookup): Scope {
    return new Scope(this.evaluation, this, names);
  }

  get(name: string): FeelValue | undefined {
    for (let scope: Scope | null = this; scope; scope = scope.parent) {
      const value = scope.names === null ? scope.evaluation.lookup(name) : scope.names(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }
}
