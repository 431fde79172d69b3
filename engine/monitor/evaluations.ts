// Decisions that were evaluated, by a process or by EvaluateDecision, as people see them.
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { columnsOf } from '../dmn/columns.ts';
import type { DecisionInstance } from '../state/rows.ts';
import type { Definitions } from './definitions.ts';
import { type MaskingRules, masker, type Shown } from './masking.ts';

export interface Evaluation {
  key: number;
  /** Key and version of the decision. */
  decisionKey: number;
  decisionId: string;
  decisionName: string;
  version: number;
  /** ms since the epoch */
  at: number;
  failed: boolean;
  /** '': it did not fail. */
  failure: string;
  /** Who asked for it; 0: EvaluateDecision. */
  instanceKey: number;
  elementInstanceKey: number;
}
export interface EvaluationDetail extends Evaluation {
  inputs: Named[];
  /** Rules that matched, in the order of the table; `index` from 1 on. */
  rules: { ruleId: string; index: number; outputs: Named[] }[];
  output: Shown;
}
/** A value under the heading of its column. */
export type Named = Shown & { name: string };

/** Of a decision by its id in all versions, or by a process instance; its keys ascend with time. */
export type EvaluationFilter = ({ decisionId: string } | { instanceKey: number }) & {
  /** Only keys below this one. */
  before?: number;
  /** Default 100. */
  limit?: number;
};

export async function listEvaluations(db: Kysely<unknown>, filter: EvaluationFilter): Promise<Evaluation[]> {
  const { rows } = await sql<{ data: string }>`${evaluationPage(filter)}`.execute(db);
  return rows.map(({ data }) => head(JSON.parse(data) as DecisionInstance));
}

export function evaluationPage(filter: EvaluationFilter): RawBuilder<unknown> {
  const { before = Number.MAX_SAFE_INTEGER, limit = 100 } = filter;
  const of =
    'decisionId' in filter
      ? sql`decision_id = ${filter.decisionId}`
      : sql`pi = ${filter.instanceKey} and pi > 0`;
  return sql`select data from engine.decision_instances where ${of} and key < ${before}
    order by key desc limit ${limit}`;
}

export async function readEvaluation(
  db: Kysely<unknown>,
  definitions: Definitions,
  key: number,
  masking: MaskingRules,
): Promise<EvaluationDetail | undefined> {
  const { rows } = await sql<{
    data: string;
  }>`select data from engine.decision_instances where key = ${key}`.execute(db);
  if (rows[0] === undefined) return undefined;
  const kept = JSON.parse(rows[0].data) as DecisionInstance;
  const show = masker(masking);
  const { parent = 0 } = (await definitions.resource(kept.decision)) ?? {};
  const columns = columnsOf((await definitions.body(parent)) ?? '', kept.decisionId);
  // A heading need not tell of the variable behind it: what the column is made of does.
  const named = (id: string, name: string, value: unknown): Named => ({
    name,
    ...show([[name], ...(columns.paths.get(id) ?? [])], value),
  });
  return {
    ...head(kept),
    inputs: kept.evaluatedInputs.map((input) => named(input.inputId, input.inputName, input.inputValue)),
    rules: kept.matchedRules.map(({ ruleId, ruleIndex, evaluatedOutputs }) => ({
      ruleId,
      index: ruleIndex,
      outputs: evaluatedOutputs.map((output) =>
        named(output.outputId, output.outputName, output.outputValue),
      ),
    })),
    output: show([[kept.decisionName], [kept.decisionId], ...columns.result], kept.output),
  };
}

const head = (kept: DecisionInstance): Evaluation => ({
  key: kept.key,
  decisionKey: kept.decision,
  decisionId: kept.decisionId,
  decisionName: kept.decisionName,
  version: kept.version,
  at: kept.at,
  failed: kept.state === 'FAILED',
  failure: kept.failure,
  instanceKey: kept.pi,
  elementInstanceKey: kept.el,
});
