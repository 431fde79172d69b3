import type { DecisionVersion, Monitor } from '@congvan/engine';
import { evaluateDecision, type Office } from '@congvan/office';
import { NoSuchDecisionError } from '../../http/errors.ts';
import { type Route, route } from '../../http/router.ts';
import { PAGE_SIZE } from '../../http/shared.schema.ts';
import type { Caller } from '../../session/caller.ts';
import { maskingOf } from '../processes/masking.ts';
import { watchingOf } from '../processes/watching.ts';
import { decisionCalls } from './schema.ts';
import { viewEvaluation, viewEvaluationDetail, viewTried, viewVersion } from './views.ts';

/** The decisions (DMN): their versions, what they come to, and what they came to. */
export function decisionRoutes(office: Office, monitor: Monitor | undefined): Route<Caller>[] {
  const { watching } = watchingOf(office, monitor);
  const decisionOf = async (seen: Monitor, key: string): Promise<DecisionVersion> => {
    const decision = (await seen.decisions()).find((one) => String(one.key) === key);
    if (!decision) throw new NoSuchDecisionError(key);
    return decision;
  };

  return [
    route(decisionCalls.list, async ({ caller }) => {
      const newest = new Set<string>();
      const items = (await (await watching(caller)).decisions()).map((decision) => {
        const latest = !newest.has(decision.decisionId);
        newest.add(decision.decisionId);
        return { ...viewVersion(decision), requirementsName: decision.requirements.name, latest };
      });
      return { items };
    }),
    route(decisionCalls.get, async ({ caller, params: { key } }) => {
      const seen = await watching(caller);
      const decision = await decisionOf(seen, key);
      const dmnXml = await seen.resource(decision.requirements.key);
      if (dmnXml === undefined) throw new NoSuchDecisionError(key);
      return { ...viewVersion(decision), dmnXml };
    }),
    route(decisionCalls.evaluate, async ({ caller, params: { key }, body }) => {
      const { decisionId, version } = await decisionOf(await watching(caller), key);
      const variables = JSON.stringify(body.variables);
      const input = { decisionKey: key, decisionId, version, variables };
      const result = await evaluateDecision(office, caller.actor, input);
      return { ...result, decisions: result.decisions.map(viewTried) };
    }),
    route(decisionCalls.evaluations, async ({ caller, query: { decisionId, instanceKey, before } }) => {
      const seen = await watching(caller);
      const of = decisionId === undefined ? { instanceKey: Number(instanceKey) } : { decisionId };
      const page = { limit: PAGE_SIZE, ...(before && { before: Number(before) }) };
      const found = await seen.evaluations({ ...of, ...page });
      const last = found.at(-1);
      return {
        items: found.map(viewEvaluation),
        next: found.length === PAGE_SIZE && last ? String(last.key) : null,
      };
    }),
    route(decisionCalls.evaluation, async ({ caller, params: { key } }) => {
      const seen = await watching(caller);
      const found = await seen.evaluation(Number(key), await maskingOf(office));
      if (!found) throw new NoSuchDecisionError(key);
      return viewEvaluationDetail(found);
    }),
  ];
}
