// What is kept of moments: decisions that were evaluated, messages that were met.
import type Router from '@koa/router';
import { jsonOf } from '../../expression/wholeNumbers.ts';
import type { Monitor } from '../../monitor.ts';
import type { Correlation, DecisionInstance } from '../../state/rows.ts';
import { inputsOf, matchedRulesOf } from '../decisions.ts';
import { PARTITION } from '../keys.ts';
import { decisionInstances, instanceKeyOf } from './decisionInstances.schema.ts';
import { answer, answerSearch, notFound } from './pages.ts';
import { dateOf, keyOf, unlessEmpty } from './presenters.ts';
import { badRequest } from './problem.ts';
import * as searches from './searches.schema.ts';

const MAX_KEY = 100;

export function keptQueries(router: Router, { search }: Monitor): void {
  router.post(
    '/v2/correlated-message-subscriptions/search',
    answerSearch(searches.correlations, search.correlations, presentCorrelation),
  );
  router.post(
    '/v2/decision-instances/search',
    answerSearch(decisionInstances, search.decisionInstances, presentDecisionInstance),
  );
  router.get('/v2/decision-instances/:decisionEvaluationInstanceKey', async (ctx) => {
    const { decisionEvaluationInstanceKey: given } = ctx.params as { decisionEvaluationInstanceKey: string };
    const shown = given.slice(0, MAX_KEY);
    const conditions = instanceKeyOf(given);
    if (conditions === undefined)
      throw badRequest(`Failed to convert 'decisionEvaluationInstanceKey' with value: '${shown}'`);
    const { rows } = await search.decisionInstances({ conditions, sort: [], limit: 1, page: { from: 0 } });
    if (rows[0] === undefined) throw notFound('Decision Instance', shown);
    answer(ctx, {
      ...presentDecisionInstance(rows[0]),
      evaluatedInputs: inputsOf(rows[0]),
      matchedRules: matchedRulesOf(rows[0]),
    });
  });
}

/** CorrelatedMessageSubscriptionResult. */
const presentCorrelation = (met: Correlation): object => ({
  messageKey: String(met.message),
  messageName: met.name,
  correlationKey: met.correlationKey,
  correlationTime: dateOf(met.at),
  subscriptionKey: String(met.subscription),
  elementId: met.elementId,
  elementInstanceKey: keyOf(met.el),
  processInstanceKey: String(met.pi),
  processDefinitionKey: String(met.definition),
  processDefinitionId: met.process,
  partitionId: PARTITION,
  tenantId: met.tenant,
});

/** DecisionInstanceResult. */
const presentDecisionInstance = (found: DecisionInstance): object => ({
  decisionEvaluationInstanceKey: `${found.evaluation}-${found.position}`,
  decisionEvaluationKey: String(found.evaluation),
  state: found.state,
  evaluationDate: dateOf(found.at),
  evaluationFailure: unlessEmpty(found.failure),
  decisionDefinitionId: found.decisionId,
  decisionDefinitionKey: String(found.decision),
  decisionDefinitionName: found.decisionName,
  decisionDefinitionVersion: found.version,
  decisionDefinitionType: found.decisionType,
  result: found.state === 'FAILED' ? undefined : jsonOf(found.output),
  processDefinitionKey: keyOf(found.definition),
  processInstanceKey: keyOf(found.pi),
  elementInstanceKey: keyOf(found.el),
  tenantId: found.tenant,
});
