import { z } from 'zod';
import { engineKey, id, instant, orNull } from '../../http/shared.schema.ts';

export const instanceCounts = z
  .object({
    active: z.int().meta({ description: 'Running, those with incidents among them.' }),
    incidents: z.int().meta({ description: 'Open incidents.' }),
    completed: z.int().meta({ description: 'Since the first day, also those whose history is gone.' }),
    terminated: z.int(),
  })
  .meta({ id: 'InstanceCounts' });

export const processDefinition = instanceCounts
  .extend({
    key: engineKey,
    processId: z.string(),
    name: z.string(),
    version: z.int(),
    deployedAt: instant,
    latest: z.boolean(),
  })
  .meta({ id: 'ProcessDefinition' });

export const heatMapEntry = z
  .object({
    elementId: z.string(),
    active: z.int(),
    incidents: z.int(),
    completed: z.int().meta({ description: 'By instances that have ended.' }),
    terminated: z.int(),
  })
  .meta({ id: 'HeatMapEntry' });

export const incident = z
  .object({
    key: engineKey,
    type: z.string(),
    message: z.string(),
    elementId: z.string(),
    elementName: z.string().meta({ description: 'Empty where the drawing gives it none.' }),
    processId: z.string(),
    instanceKey: engineKey,
    jobKey: engineKey.nullable(),
    documentId: id.nullable(),
    createdAt: instant,
  })
  .meta({ id: 'Incident' });

const elementState = z
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

export const processProblem = z
  .object({
    resource: z.string(),
    elementId: orNull(z.string()),
    message: z.string().meta({ description: 'For a person, in Vietnamese.' }),
    original: z.string().meta({ description: 'In the English of Zeebe.' }),
  })
  .meta({ id: 'ProcessProblem' });
