// Deployments in the words of gateway.proto.
import type { Deployed } from '../commands/deploy.ts';
import type { Resource } from '../state/rows.ts';

function processMetadata(r: Resource): object {
  return {
    bpmnProcessId: r.id,
    version: r.version,
    processDefinitionKey: r.key,
    resourceName: r.resourceName,
    tenantId: r.tenant,
  };
}

export function deployProcessResponse({ key, resources }: Deployed): object {
  return { key, processes: resources.filter((r) => r.kind === 'process').map(processMetadata) };
}

/** Zeebe's gateway answers by kind, in this order, and clients look for a decision in the first place. */
const ORDER: Resource['kind'][] = ['process', 'decision', 'decisionRequirements', 'form'];

export const inOrder = (resources: readonly Resource[]): Resource[] =>
  ORDER.flatMap((kind) => resources.filter((r) => r.kind === kind));

export function deployResourceResponse({ key, tenant, resources }: Deployed): object {
  const byKey = new Map(resources.map((r) => [r.key, r]));
  return { key, tenantId: tenant, deployments: inOrder(resources).map((r) => deployment(r, byKey)) };
}

function deployment(r: Resource, byKey: Map<number, Resource>): object {
  switch (r.kind) {
    case 'process':
      return { process: processMetadata(r) };
    case 'form':
      return {
        form: {
          formId: r.id,
          version: r.version,
          formKey: r.key,
          resourceName: r.resourceName,
          tenantId: r.tenant,
        },
      };
    case 'decisionRequirements':
      return {
        decisionRequirements: {
          dmnDecisionRequirementsId: r.id,
          dmnDecisionRequirementsName: r.name,
          version: r.version,
          decisionRequirementsKey: r.key,
          resourceName: r.resourceName,
          tenantId: r.tenant,
        },
      };
    case 'decision':
      return {
        decision: {
          dmnDecisionId: r.id,
          dmnDecisionName: r.name,
          version: r.version,
          decisionKey: r.key,
          dmnDecisionRequirementsId: byKey.get(r.parent)?.id ?? '',
          decisionRequirementsKey: r.parent,
          tenantId: r.tenant,
        },
      };
  }
}
