import { z } from 'zod';
import { engineKey, id, instant } from '../../http/shared.schema.ts';
import { processView } from '../processes/process.schema.ts';

export const runState = z.enum(['active', 'incident', 'completed', 'terminated']);
const times = { startedAt: instant, endedAt: instant.nullable() };
const about = { documentId: id.nullable(), documentLabel: z.string().nullable() };

export const processInstance = z
  .object({ key: engineKey, processId: z.string(), version: z.int(), state: runState, ...times, ...about })
  .meta({ id: 'ProcessInstance' });

const step = z
  .object({
    key: engineKey,
    elementId: z.string(),
    name: z.string(),
    type: z.string(),
    state: runState,
    ...times,
  })
  .meta({ id: 'Step' });

/** A value as people see it. */
export const variableValue = {
  value: z
    .string()
    .nullable()
    .meta({ description: 'JSON text; null when all of it is masked, «•••» in each place that is.' }),
  masked: z.array(
    z.object({
      path: z.string().meta({ description: 'Where in the value; empty: all of it.' }),
      reason: z.enum(['name', 'size']),
    }),
  ),
};

const variable = z
  .object({
    scopeKey: engineKey,
    scopeId: z.string().meta({ description: 'Element whose variable it is; empty once it has ended.' }),
    name: z.string(),
    ...variableValue,
  })
  .meta({ id: 'Variable' });

/** Name of an element; empty where the drawing gives it none. */
const place = { elementId: z.string(), elementName: z.string() };

const job = z
  .object({
    key: engineKey,
    ...place,
    type: z.string(),
    state: z.enum(['activatable', 'activated', 'backoff', 'failed']),
    retries: z.int(),
    worker: z.string(),
    dueAt: instant.nullable(),
  })
  .meta({ id: 'Job' });

const waitingUserTask = z
  .object({
    key: engineKey,
    ...place,
    state: z.string().meta({ description: 'Of its life in the engine: CREATED, while nothing changes.' }),
    assignee: z.string().meta({ description: 'Empty: nobody yet.' }),
    candidates: z.array(z.string()).meta({ description: 'Groups and users who may take it.' }),
    dueAt: instant.nullable(),
  })
  .meta({ id: 'WaitingUserTask' });

export const instanceDetail = processView
  .extend({
    definitionKey: engineKey,
    parentKey: engineKey.nullable(),
    ...times,
    ...about,
    path: z
      .array(step)
      .meta({ description: 'The last 500 elements, in the order in which they were entered.' }),
    pathLength: z.int(),
    variables: z.array(variable),
    jobs: z.array(job),
    userTasks: z
      .array(waitingUserTask)
      .meta({ description: 'Open ones that the engine keeps; those that are jobs are among the jobs.' }),
    subscriptions: z.array(z.object({ ...place, messageName: z.string(), correlationKey: z.string() })),
    timers: z.array(z.object({ ...place, dueAt: instant })),
    called: z.array(processInstance).meta({
      description:
        'Instances that its call activities started, those held by an incident first; at most 500.',
    }),
  })
  .meta({ id: 'InstanceDetail' });

const element = z.object({ elementId: z.string(), name: z.string(), type: z.string() });

export const modification = z
  .object({
    open: z.array(element.extend({ key: engineKey, scopeKey: engineKey })),
    activatable: z.array(
      element.extend({
        ancestors: z
          .array(z.object({ key: engineKey, elementId: z.string() }))
          .meta({ description: 'One of these must be chosen; empty: there is no choice.' }),
      }),
    ),
  })
  .meta({ id: 'Modification' });

export const migration = z
  .object({
    targetDefinitionKey: engineKey,
    mappings: z.array(
      element.extend({
        count: z.int(),
        proposed: z.string().nullable().meta({ description: 'null: a person must choose.' }),
        candidates: z.array(element.meta({ id: 'ElementName' })),
      }),
    ),
  })
  .meta({ id: 'Migration' });
