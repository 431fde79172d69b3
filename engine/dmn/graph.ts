import type { Evaluate } from '../expression/nodes.ts';
import type { FeelValue } from '../expression/values.ts';
import type { HitPolicy, HitPolicyError } from './hitPolicy.ts';
import type { TypeCheck } from './types.ts';

export type DecisionType =
  | 'DECISION_TABLE'
  | 'LITERAL_EXPRESSION'
  | 'CONTEXT'
  | 'INVOCATION'
  | 'LIST'
  | 'RELATION'
  | 'UNKNOWN';

/** A cell's record in an evaluation. Values are FEEL's; the gateway writes them as JSON. */
export type MatchedRule = { ruleId: string; ruleIndex: number; outputs: EvaluatedOutput[] };
export type EvaluatedInput = { inputId: string; inputName: string; value: FeelValue };
export type EvaluatedOutput = { outputId: string; outputName: string; value: FeelValue };
export type TableTrace = {
  value: FeelValue;
  inputs: EvaluatedInput[];
  rules: MatchedRule[];
  /** Why there is no value. */
  failure?: HitPolicyError;
};

export type Logic =
  | { kind: 'table'; hitPolicy: HitPolicy; evaluate: (scope: Parameters<Evaluate>[0]) => TableTrace }
  | { kind: 'expression'; evaluate: Evaluate };

export type Decision = {
  id: string;
  name: string;
  /** zeebe:versionTag; '' without one. */
  versionTag: string;
  type: DecisionType;
  /** The name under which others see the result. */
  variable: string;
  check: TypeCheck;
  logic: Logic | null;
  /** Ids of what it needs. */
  requiredDecisions: string[];
  requiredKnowledge: string[];
};

export type Input = { id: string; name: string; check: TypeCheck };
export type Knowledge = {
  id: string;
  name: string;
  parameters: { name: string; check: TypeCheck }[];
  body: Evaluate;
  check: TypeCheck;
  requiredKnowledge: string[];
};
export type Service = { id: string; name: string; inputs: string[]; outputs: string[]; check: TypeCheck };

/** A decision requirements graph, ready to be evaluated. */
export type DecisionGraph = {
  id: string;
  name: string;
  namespace: string;
  decisions: Decision[];
  inputs: Input[];
  knowledge: Knowledge[];
  services: Service[];
};
