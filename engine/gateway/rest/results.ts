// Results of commands as the REST API shows them: keys are strings.
import type { Deployed } from '../../commands/deploy.ts';
import type { EvaluatedCommand } from '../../commands/evaluateDecision.ts';
import type { VariableContext } from '../../expression/expression.ts';
import type { Resource } from '../../state/rows.ts';
import { evaluateDecisionResponse } from '../decisions.ts';
import { inOrder } from '../deployments.ts';
import type { InstanceResult } from '../results.ts';

/** CreateProcessInstanceResult. */
export const presentInstance = ({
  key,
  definition,
  tags,
  variables = {},
}: Omit<InstanceResult, 'variables'> & { variables?: VariableContext }): object => ({
  processDefinitionId: definition.id,
  processDefinitionKey: String(definition.key),
  processDefinitionVersion: definition.version,
  processInstanceKey: String(key),
  tenantId: definition.tenant,
  tags,
  variables,
});

/** BatchOperationCreatedResult. */
export const presentBatchOperation = ({ key, type }: { key: number; type: string }): object => ({
  batchOperationKey: String(key),
  batchOperationType: type,
});

/** DeploymentResult. */
export function presentDeployment({ key, tenant, resources }: Deployed): object {
  const byKey = new Map(resources.map((r) => [r.key, r]));
  return {
    deploymentKey: String(key),
    tenantId: tenant,
    deployments: inOrder(resources).map((r) => presentResource(r, byKey)),
  };
}

function presentResource(r: Resource, byKey: Map<number, Resource>): object {
  const { version, tenant: tenantId, resourceName } = r;
  const key = String(r.key);
  switch (r.kind) {
    case 'process':
      return {
        processDefinition: {
          processDefinitionId: r.id,
          processDefinitionVersion: version,
          processDefinitionKey: key,
          resourceName,
          tenantId,
        },
      };
    case 'form':
      return { form: { formId: r.id, version, formKey: key, resourceName, tenantId } };
    case 'decisionRequirements':
      return {
        decisionRequirements: {
          decisionRequirementsId: r.id,
          decisionRequirementsName: r.name,
          version,
          decisionRequirementsKey: key,
          resourceName,
          tenantId,
        },
      };
    case 'decision':
      return {
        decisionDefinition: {
          decisionDefinitionId: r.id,
          name: r.name,
          version,
          decisionDefinitionKey: key,
          decisionRequirementsId: byKey.get(r.parent)?.id ?? '',
          decisionRequirementsKey: String(r.parent),
          tenantId,
        },
      };
  }
}

/** EvaluateDecisionResult. */
export function presentEvaluation(evaluated: EvaluatedCommand): object {
  const r = evaluateDecisionResponse(evaluated);
  return {
    decisionDefinitionId: r.decisionId,
    decisionDefinitionKey: String(r.decisionKey),
    decisionDefinitionName: r.decisionName,
    decisionDefinitionVersion: r.decisionVersion,
    decisionRequirementsId: r.decisionRequirementsId,
    decisionRequirementsKey: String(r.decisionRequirementsKey),
    output: r.decisionOutput,
    failedDecisionDefinitionId: r.failedDecisionId,
    failureMessage: r.failureMessage,
    tenantId: r.tenantId,
    decisionInstanceKey: String(r.decisionInstanceKey),
    decisionEvaluationKey: String(r.decisionEvaluationKey),
    evaluatedDecisions: r.evaluatedDecisions.map((decision) => ({
      decisionDefinitionId: decision.decisionId,
      decisionDefinitionKey: String(decision.decisionKey),
      decisionDefinitionName: decision.decisionName,
      decisionDefinitionVersion: decision.decisionVersion,
      decisionDefinitionType: decision.decisionType,
      decisionEvaluationInstanceKey: decision.decisionEvaluationInstanceKey,
      output: decision.decisionOutput,
      tenantId: decision.tenantId,
      matchedRules: decision.matchedRules,
      evaluatedInputs: decision.evaluatedInputs,
    })),
  };
}
