import type { Monitor } from '@congvan/engine';
import type { Office } from '@congvan/office';
import type { z } from 'zod';
import { NoSuchProcessError } from '../../http/errors.ts';
import type { incident, processView } from './process.schema.ts';

type InstanceDetail = NonNullable<Awaited<ReturnType<Monitor['instance']>>>;
type IncidentInfo = Awaited<ReturnType<Monitor['incidents']>>[number];
type ProcessView = z.input<typeof processView>;

const at = (ms: number): string => new Date(ms).toISOString();
const states = {
  ACTIVE: 'active',
  INCIDENT: 'active',
  COMPLETED: 'completed',
  CANCELED: 'terminated',
} as const;
const elementStates = {
  ACTIVE: 'active',
  INCIDENT: 'incident',
  COMPLETED: 'completed',
  TERMINATED: 'terminated',
} as const;

export const stateOf = (state: InstanceDetail['state']) => states[state];

/** One run of a process: its diagram, the elements it has been at, and the flows it has taken. */
export async function viewInstance(office: Office, monitor: Monitor, key: string): Promise<ProcessView> {
  const detail = await monitor.instance(Number(key));
  if (!detail) throw new NoSuchProcessError(key);
  const documents = await documentsOf(office, [key]);
  const { bpmnProcessId: processId, version } = detail;
  return {
    instanceKey: key,
    processId,
    version,
    bpmnXml: (await monitor.resource(detail.definitionKey)) ?? '',
    state: states[detail.state],
    elements: elementsOf(detail.path),
    flowsTaken: [...new Set(detail.flows.map(({ id }) => id))],
    incidents: detail.incidents.map((found) => ({
      key: String(found.key),
      type: found.type,
      message: found.message,
      elementId: found.elementId,
      processId,
      instanceKey: key,
      jobKey: found.jobKey > 0 ? String(found.jobKey) : null,
      documentId: documents.get(key)?.id ?? null,
      createdAt: at(found.at),
    })),
  };
}

/** An element walked more than once is shown in its latest state, with how often. */
function elementsOf(path: InstanceDetail['path']): ProcessView['elements'] {
  const elements = new Map<string, ProcessView['elements'][number]>();
  for (const { elementId, state, enteredAt, leftAt } of path) {
    elements.set(elementId, {
      elementId,
      state: elementStates[state],
      startedAt: at(enteredAt),
      endedAt: leftAt === null ? null : at(leftAt),
      count: (elements.get(elementId)?.count ?? 0) + 1,
    });
  }
  return [...elements.values()];
}

export async function viewIncidents(
  office: Office,
  found: readonly IncidentInfo[],
): Promise<z.input<typeof incident>[]> {
  const documents = await documentsOf(
    office,
    found.map(({ instanceKey }) => String(instanceKey)),
  );
  return found.map(({ key, type, message, elementId, bpmnProcessId, instanceKey, jobKey, at: since }) => ({
    key: String(key),
    type,
    message,
    elementId,
    processId: bpmnProcessId,
    instanceKey: String(instanceKey),
    jobKey: jobKey > 0 ? String(jobKey) : null,
    documentId: documents.get(String(instanceKey))?.id ?? null,
    createdAt: at(since),
  }));
}

/** Which documents instances work on. */
export async function documentsOf({ db }: Office, instanceKeys: readonly string[]) {
  if (instanceKeys.length === 0) return new Map<string, never>();
  const rows = await db
    .selectFrom('office.documents')
    .select(['id', 'number', 'notation', 'processInstanceKey'])
    .where('processInstanceKey', 'in', instanceKeys)
    .execute();
  return new Map(rows.map((row) => [row.processInstanceKey!, row]));
}
