import { ExpressionError } from '../expression/errors.ts';
import { Evaluation, Scope } from '../expression/evaluation.ts';
import type { VariableContext } from '../expression/expression.ts';
import { type Json, toJson } from '../expression/json.ts';
import { FeelFunction, type FeelValue, newContext } from '../expression/values.ts';
import { functionOf } from './boxed.ts';
import type { Decision, DecisionGraph, DecisionType, Knowledge, Service, TableTrace } from './graph.ts';
import { HitPolicyError } from './hitPolicy.ts';

export type EvaluatedDecision = {
  decisionId: string;
  decisionName: string;
  decisionType: DecisionType;
  decisionOutput: Json;
  matchedRules: {
    ruleId: string;
    ruleIndex: number;
    evaluatedOutputs: { outputId: string; outputName: string; outputValue: Json }[];
  }[];
  evaluatedInputs: { inputId: string; inputName: string; inputValue: Json }[];
};

/** Shaped as EvaluateDecisionResponse of gateway.proto; values are JSON, not yet text. */
export type DecisionEvaluation = {
  output: Json;
  /** Required decisions first, the one asked for last. */
  evaluatedDecisions: EvaluatedDecision[];
  failedDecisionId?: string;
  failureMessage?: string;
};

/** A decision that could not be evaluated. */
class DecisionFailure extends Error {
  override readonly name = 'DecisionFailure';
  constructor(
    readonly decisionId: string,
    message: string,
  ) {
    super(message);
  }
}

const NOTHING: TableTrace = { value: null, inputs: [], rules: [] };

/** One evaluation of a graph: its budget, and the results so far. */
class Run {
  readonly evaluated: EvaluatedDecision[] = [];
  readonly #results = new Map<string, FeelValue>();
  readonly #root: Scope;
  readonly #decisions: Map<string, Decision>;

  constructor(
    private readonly graph: DecisionGraph,
    evaluation: Evaluation,
    private readonly given: (name: string) => FeelValue | undefined,
  ) {
    this.#decisions = new Map(graph.decisions.map((decision) => [decision.id, decision]));
    this.#root = new Scope(evaluation);
  }

  get scope(): Scope {
    return this.#root;
  }

  value(id: string): FeelValue {
    const decision = this.#decisions.get(id);
    if (!decision) throw new DecisionFailure(id, `no decision found for id '${id}'`);
    const known = this.#results.get(id);
    if (known !== undefined) return known;
    const result = this.#evaluate(decision);
    this.#results.set(id, result);
    return result;
  }

  #evaluate(decision: Decision): FeelValue {
    for (const needed of decision.requiredDecisions) this.value(needed);
    const scope = this.#root.with((name) => this.#visible(decision, name));
    let trace: TableTrace = NOTHING;
    try {
      trace = traceOf(decision, scope);
      if (trace.failure) throw trace.failure;
      const value = decision.check(trace.value, scope);
      this.evaluated.push(recordOf(decision, { ...trace, value }));
      return value;
    } catch (error) {
      // What an expression or a hit policy says went wrong is the failure of this decision.
      const failed =
        error instanceof ExpressionError || error instanceof HitPolicyError || error instanceof RangeError;
      if (!failed) throw error;
      // A value beyond all bounds cannot be told either.
      const told = error instanceof RangeError ? NOTHING : trace;
      this.evaluated.push(recordOf(decision, { ...told, value: null }));
      throw new DecisionFailure(decision.id, error.message);
    }
  }

  /** What a decision sees: the results that it requires, its knowledge, and the variables. */
  #visible(decision: Decision, name: string): FeelValue | undefined {
    for (const id of decision.requiredDecisions) {
      const needed = this.#decisions.get(id);
      if (needed && (needed.variable === name || needed.id === name || needed.name === name))
        return this.value(id);
    }
    return this.#knowledge(decision.requiredKnowledge, name) ?? this.given(name);
  }

  #knowledge(ids: string[], name: string): FeelValue | undefined {
    for (const id of ids) {
      const model = this.graph.knowledge.find((candidate) => candidate.id === id);
      if (model?.name === name) return this.#functionOf(model);
      const service = this.graph.services.find((candidate) => candidate.id === id);
      if (service?.name === name) return this.service(service);
    }
    return undefined;
  }

  #functionOf(model: Knowledge): FeelFunction {
    const scope = this.#root.with((name) => this.#knowledge([model.id, ...model.requiredKnowledge], name));
    return functionOf(model.parameters, (inner) => model.check(model.body(inner), inner), scope);
  }

  /** A decision service as a function of its inputs (DMN 1.5, 10.4). */
  service(service: Service): FeelFunction {
    const inputs = service.inputs.map((id) => {
      const input = this.graph.inputs.find((candidate) => candidate.id === id);
      return {
        id,
        name: input?.name ?? this.#decisions.get(id)?.variable ?? id,
        check: input?.check,
      };
    });
    return new FeelFunction([inputs.map((input) => input.name)], (args) => {
      if (args.length !== inputs.length) return null;
      const values = args.map(
        (arg, index) => inputs[index]?.check?.(arg, this.#root) ?? (inputs[index]?.check ? null : arg),
      );
      if (values.some((value, index) => value === null && args[index] !== null)) return null;
      return this.#evaluateService(service, inputs, values);
    });
  }

  #evaluateService(service: Service, inputs: { id: string; name: string }[], values: FeelValue[]): FeelValue {
    const run = new Run(this.graph, this.#root.evaluation, (name) => {
      const index = inputs.findIndex((input) => input.name === name);
      return index < 0 ? undefined : (values[index] ?? null);
    });
    for (const [index, { id }] of inputs.entries()) run.#results.set(id, values[index] ?? null);
    const outputs = service.outputs.map((id) => ({ id, value: run.value(id) }));
    if (outputs.length === 1) return service.check(outputs[0]!.value, this.#root);
    const result = newContext();
    for (const { id, value } of outputs) {
      const decision = this.#decisions.get(id);
      result[decision?.variable ?? id] = value;
    }
    return service.check(result, this.#root);
  }
}

function traceOf(decision: Decision, scope: Scope): TableTrace {
  if (decision.logic?.kind === 'table') return decision.logic.evaluate(scope);
  return { value: decision.logic?.evaluate(scope) ?? null, inputs: [], rules: [] };
}

function recordOf(decision: Decision, trace: TableTrace): EvaluatedDecision {
  return {
    decisionId: decision.id,
    decisionName: decision.name,
    decisionType: decision.type,
    decisionOutput: toJson(trace.value),
    matchedRules: trace.rules.map(({ ruleId, ruleIndex, outputs }) => ({
      ruleId,
      ruleIndex,
      evaluatedOutputs: outputs.map((output) => ({
        outputId: output.outputId,
        outputName: output.outputName,
        outputValue: toJson(output.value),
      })),
    })),
    evaluatedInputs: trace.inputs.map((input) => ({
      inputId: input.inputId,
      inputName: input.inputName,
      inputValue: toJson(input.value),
    })),
  };
}

/** FEEL values of the variables; inputs of the model are checked against their types. */
function givenOf(graph: DecisionGraph, variables: { [name: string]: FeelValue }, scope: () => Scope) {
  return (name: string): FeelValue | undefined => {
    if (!Object.hasOwn(variables, name)) return undefined;
    const value = variables[name] ?? null;
    const input = graph.inputs.find((candidate) => candidate.name === name);
    return input ? input.check(value, scope()) : value;
  };
}

function open(graph: DecisionGraph, variables: { [name: string]: FeelValue }, now: number): Run {
  const evaluation = new Evaluation(graph.name, () => undefined, now);
  const given = givenOf(graph, variables, () => new Scope(evaluation));
  const run: Run = new Run(graph, new Evaluation(graph.name, given, now), given);
  return run;
}

/** The FEEL value of a decision. @throws Error where it cannot be evaluated */
export const decisionValue = (
  graph: DecisionGraph,
  id: string,
  variables: { [name: string]: FeelValue },
  now: number,
): FeelValue => open(graph, variables, now).value(id);

/** The FEEL value of a decision service, its inputs taken by name. */
export function serviceValue(
  graph: DecisionGraph,
  service: Service,
  variables: { [name: string]: FeelValue },
  now: number,
): FeelValue {
  const target = open(graph, variables, now).service(service);
  return target.call((target.parameters[0] ?? []).map((name) => variables[name] ?? null));
}

/**
 * Evaluates a decision and what it requires.
 * @param now epoch milliseconds
 * @returns never throws for what the model or the variables say: a failure is in the result
 */
export function evaluateDecision(
  graph: DecisionGraph,
  decisionId: string,
  variables: VariableContext,
  now: number,
): DecisionEvaluation {
  const run = open(graph, variables as { [name: string]: FeelValue }, now);
  try {
    const output = toJson(run.value(decisionId));
    return { output, evaluatedDecisions: run.evaluated };
  } catch (error) {
    if (!(error instanceof DecisionFailure)) throw error;
    return {
      output: null,
      evaluatedDecisions: run.evaluated,
      failedDecisionId: error.decisionId,
      failureMessage: `Expected to evaluate decision '${decisionId}', but ${error.message}`,
    };
  }
}
