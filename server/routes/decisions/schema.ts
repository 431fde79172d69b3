import { evaluateDecisionInput } from '@congvan/office';
import { z } from 'zod';
import { defineCall } from '../../http/call.ts';
import { engineKey, instant } from '../../http/shared.schema.ts';
import { variableValue } from '../instances/instance.schema.ts';

const keyParams = z.object({ key: engineKey });
const decisionId = z.string().min(1).max(300);

const version = {
  key: engineKey,
  decisionId: z.string(),
  name: z.string(),
  version: z.int(),
  deployedAt: instant,
};

const evaluation = z
  .object({
    key: engineKey,
    decisionKey: engineKey,
    decisionId: z.string(),
    decisionName: z.string(),
    version: z.int(),
    at: instant,
    failure: z.string().nullable().meta({ description: 'null: it did not fail.' }),
    instanceKey: engineKey.nullable().meta({ description: 'null: a client asked, no process.' }),
    elementInstanceKey: engineKey.nullable(),
  })
  .meta({ id: 'Evaluation' });

const named = z.object({ name: z.string(), ...variableValue }).meta({ id: 'NamedValue' });
const rules = z.array(
  z
    .object({
      ruleId: z.string(),
      index: z.int().meta({ description: 'Row of the table, from 1 on.' }),
      outputs: z.array(named),
    })
    .meta({ id: 'MatchedRule' }),
);

export const decisionCalls = {
  list: defineCall({
    method: 'get',
    path: '/decisions',
    name: 'listDecisions',
    summary: 'Các quyết định (DMN) và phiên bản đã triển khai',
    response: z
      .object({
        items: z.array(
          z
            .object({
              ...version,
              fileName: z.string(),
              requirementsName: z
                .string()
                .meta({ description: 'What the requirements graph is called that the decision is in.' }),
              latest: z.boolean(),
            })
            .meta({ id: 'DecisionVersion' }),
        ),
      })
      .meta({ id: 'DecisionList' }),
    errors: [503],
  }),
  get: defineCall({
    method: 'get',
    path: '/decisions/{key}',
    name: 'getDecision',
    summary: 'Một phiên bản của quyết định, cùng tệp DMN của nó',
    params: keyParams,
    response: z.object({ ...version, fileName: z.string(), dmnXml: z.string() }).meta({ id: 'Decision' }),
    errors: [404, 503],
  }),
  evaluate: defineCall({
    method: 'post',
    path: '/decisions/{key}/evaluate',
    name: 'evaluateDecision',
    summary: 'Tính thử một phiên bản của quyết định; ghi vào nhật ký',
    params: keyParams,
    body: evaluateDecisionInput.pick({ variables: true }).meta({ id: 'EvaluateDecision' }),
    response: z
      .object({
        output: z.string().nullable().meta({ description: 'JSON text; null: it failed.' }),
        failure: z.object({ decisionId: z.string(), message: z.string() }).nullable(),
        decisions: z
          .array(
            z.object({
              decisionKey: engineKey,
              decisionId: z.string(),
              decisionName: z.string(),
              inputs: z.array(named),
              rules,
              output: z.object(variableValue),
            }),
          )
          .meta({ description: 'Those that it requires first, up to the one that failed.' }),
      })
      .meta({ id: 'DecisionResult' }),
    errors: [404, 422, 503],
  }),
  evaluations: defineCall({
    method: 'get',
    path: '/decision-evaluations',
    name: 'listEvaluations',
    summary: 'Các lần tính của một quyết định, hoặc trong một lần chạy; mới nhất trước',
    query: z
      .object({
        decisionId: decisionId.optional(),
        instanceKey: engineKey.optional(),
        before: engineKey.optional().meta({ description: '`next` of the page before.' }),
      })
      .refine(
        (query) => (query.decisionId === undefined) !== (query.instanceKey === undefined),
        'Cần đúng một trong hai: decisionId hoặc instanceKey.',
      ),
    response: z
      .object({ items: z.array(evaluation), next: engineKey.nullable() })
      .meta({ id: 'EvaluationList' }),
    errors: [503],
  }),
  evaluation: defineCall({
    method: 'get',
    path: '/decision-evaluations/{key}',
    name: 'getEvaluation',
    summary: 'Một lần tính: dữ liệu vào, dòng khớp, kết quả; che như các biến',
    params: keyParams,
    response: evaluation
      .extend({ inputs: z.array(named), rules, output: z.object(variableValue) })
      .meta({ id: 'EvaluationDetail' }),
    errors: [404, 503],
  }),
};
