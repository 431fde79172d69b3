import { z } from 'zod';
import { engineKey, id, instant, orNull } from '../../http/shared.schema.ts';

export const processDefinition = z
  .object({
    key: engineKey,
    processId: z.string(),
    name: z.string(),
    version: z.int(),
    deployedAt: instant,
    active: z.int().meta({ description: 'Running instances of this version.' }),
    incidents: z.int(),
    latest: z.boolean(),
  })
  .meta({ id: 'ProcessDefinition' });

export const incident = z
  .object({
    key: engineKey,
    type: z.string(),
    message: z.string(),
    elementId: z.string(),
    processId: z.string(),
    instanceKey: engineKey,
    jobKey: engineKey.nullable(),
    documentId: id.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'Incident' });

export const elementState = z
  .object({
    elementId: z.string(),
    state: z.enum(['active', 'completed', 'terminated', 'incident']),
    startedAt: instant,
    endedAt: instant.nullable(),
    count: z.int(),
  })
  .meta({ id: 'ElementState' });

export const processView = z
  .object({
    instanceKey: engineKey.nullable(),
    processId: z.string(),
    version: z.int(),
    bpmnXml: z.string(),
    state: z.enum(['notStarted', 'active', 'completed', 'terminated']),
    elements: z.array(elementState),
    flowsTaken: z.array(z.string()),
    incidents: z.array(incident),
  })
  .meta({ id: 'ProcessView' });

export const processInstance = z
  .object({
    key: engineKey,
    processId: z.string(),
    version: z.int(),
    state: z.enum(['active', 'completed', 'terminated']),
    startedAt: instant,
    endedAt: instant.nullable(),
    documentId: id.nullable(),
    documentLabel: z.string().nullable(),
    incidents: z.int(),
  })
  .meta({ id: 'ProcessInstance' });

export const processProblem = z
  .object({ resource: z.string(), elementId: orNull(z.string()), message: z.string() })
  .meta({ id: 'ProcessProblem' });
