import type { InstanceDetail, InstanceSummary, Monitor } from '@congvan/engine';
import { labelOf, type Office } from '@congvan/office';
import type { z } from 'zod';
import { documentsOf } from '../processes/documentsOf.ts';
import { at, elementStates, states, viewOf } from '../processes/views.ts';
import type { instanceDetail, processInstance } from './instance.schema.ts';

const MAX_STEPS = 500;
const key = (engineKey: number): string => String(engineKey);
/** An engine's key; 0: there is none. */
export const keyOrNull = (engineKey: number) => (engineKey > 0 ? key(engineKey) : null);
const jobStates = {
  ACTIVATABLE: 'activatable',
  ACTIVATED: 'activated',
  BACKOFF: 'backoff',
  FAILED: 'failed',
} as const;

export async function viewList(
  office: Office,
  found: readonly InstanceSummary[],
): Promise<z.input<typeof processInstance>[]> {
  const documents = await documentsOf(
    office,
    found.map((instance) => key(instance.key)),
  );
  return found.map((instance) => {
    const document = documents.get(key(instance.key));
    return {
      key: key(instance.key),
      processId: instance.bpmnProcessId,
      version: instance.version,
      state: instance.state === 'INCIDENT' ? 'incident' : states[instance.state],
      startedAt: at(instance.startedAt),
      endedAt: instance.endedAt === null ? null : at(instance.endedAt),
      documentId: document?.id ?? null,
      documentLabel: document ? labelOf(document) : null,
    };
  });
}

/** Everything that an admin sees of one instance. */
export async function viewDetail(
  office: Office,
  monitor: Monitor,
  detail: InstanceDetail,
): Promise<z.input<typeof instanceDetail>> {
  const document = (await documentsOf(office, [key(detail.key)])).get(key(detail.key));
  const scopes = new Map(detail.path.map((step) => [step.key, step.elementId]));
  return {
    ...(await viewOf(office, monitor, detail)),
    definitionKey: key(detail.definitionKey),
    parentKey: keyOrNull(detail.parentKey),
    startedAt: at(detail.startedAt),
    endedAt: detail.endedAt === null ? null : at(detail.endedAt),
    documentId: document?.id ?? null,
    documentLabel: document ? labelOf(document) : null,
    path: detail.path.slice(-MAX_STEPS).map((step) => ({
      key: key(step.key),
      elementId: step.elementId,
      name: step.name,
      type: step.type,
      state: elementStates[step.state],
      startedAt: at(step.enteredAt),
      endedAt: step.leftAt === null ? null : at(step.leftAt),
    })),
    pathLength: detail.path.length,
    variables: detail.variables.map(({ scope, name, json = null, masked = [] }) => ({
      scopeKey: key(scope),
      scopeId: scope === detail.key ? detail.bpmnProcessId : (scopes.get(scope) ?? ''),
      name,
      value: json,
      masked,
    })),
    jobs: detail.jobs.map((job) => ({
      key: key(job.key),
      elementId: job.elementId,
      elementName: job.elementName,
      type: job.type,
      state: jobStates[job.state],
      retries: job.retries,
      worker: job.worker,
      dueAt: job.dueAt === null ? null : at(job.dueAt),
    })),
    userTasks: detail.userTasks.map(({ candidateGroups, candidateUsers, ...task }) => ({
      ...task,
      key: key(task.key),
      candidates: [...candidateGroups, ...candidateUsers],
      dueAt: task.dueAt === null ? null : at(task.dueAt),
    })),
    subscriptions: detail.subscriptions,
    timers: detail.timers.map(({ dueAt, ...timer }) => ({ ...timer, dueAt: at(dueAt) })),
    called: await viewList(office, detail.called),
  };
}
