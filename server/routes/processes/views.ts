import type { InstanceDetail, Monitor } from '@congvan/engine';
import type { Office } from '@congvan/office';
import type { z } from 'zod';
import { NoSuchProcessError } from '../../http/errors.ts';
import { documentsOf } from './documentsOf.ts';
import type { processView } from './process.schema.ts';

type ProcessView = z.input<typeof processView>;

export const at = (ms: number): string => new Date(ms).toISOString();
export const states = {
  ACTIVE: 'active',
  INCIDENT: 'active',
  COMPLETED: 'completed',
  CANCELED: 'terminated',
} as const;
export const elementStates = {
  ACTIVE: 'active',
  INCIDENT: 'incident',
  COMPLETED: 'completed',
  TERMINATED: 'terminated',
} as const;

/** The way of a document through its process, for whoever may read the document. */
export async function viewInstance(office: Office, monitor: Monitor, key: string): Promise<ProcessView> {
  const detail = await monitor.instance(Number(key));
  if (!detail) throw new NoSuchProcessError(key);
  return viewOf(office, monitor, detail);
}

/** One run of a process: its diagram, the elements it has been at, and the flows it has taken. */
export async function viewOf(office: Office, monitor: Monitor, detail: InstanceDetail): Promise<ProcessView> {
  const key = String(detail.key);
  const document = (await documentsOf(office, [key])).get(key);
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
      elementName: found.elementName,
      processId,
      instanceKey: key,
      jobKey: found.jobKey > 0 ? String(found.jobKey) : null,
      documentId: document?.id ?? null,
      createdAt: at(found.at),
    })),
  };
}

/**
 * An element walked more than once is shown with how often, as it is where it goes on: the items of a multi-instance
 * end in any order. Held by an incident comes first, then active, then what it came to last.
 */
function elementsOf(path: InstanceDetail['path']): ProcessView['elements'] {
  const elements = new Map<string, ProcessView['elements'][number]>();
  for (const { elementId, state, enteredAt, leftAt } of path) {
    const known = elements.get(elementId);
    const count = (known?.count ?? 0) + 1;
    const passage = {
      elementId,
      state: elementStates[state],
      startedAt: at(enteredAt),
      endedAt: leftAt === null ? null : at(leftAt),
      count,
    };
    const shown = known && urgency[known.state] > urgency[passage.state] ? { ...known, count } : passage;
    elements.set(elementId, shown);
  }
  return [...elements.values()];
}

const urgency = { completed: 0, terminated: 0, active: 1, incident: 2 } as const;
