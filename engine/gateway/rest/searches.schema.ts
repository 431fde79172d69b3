// What may be searched, by which fields, in which order.
import { z } from 'zod';
import {
  conditionsOf,
  date,
  emptyList,
  flag,
  integer,
  key,
  nullish,
  oneOf,
  searchByFields,
  searchOf,
  text,
} from './search.schema.ts';
import { variableConditions, variables as variableFilter } from './variableFilter.schema.ts';

const definition = {
  processDefinitionId: text,
  processDefinitionName: text,
  processDefinitionVersion: integer,
  processDefinitionVersionTag: text,
  tenantId: text,
};
const definitionSorts = [
  'processDefinitionId',
  'processDefinitionName',
  'processDefinitionVersion',
  'processDefinitionVersionTag',
  'tenantId',
] as const;

/** BaseProcessInstanceFilterFields; what was terminated is canceled in history. */
const ofInstance = {
  processInstanceKey: key,
  parentProcessInstanceKey: key,
  startDate: date,
  endDate: date,
  state: oneOf(['ACTIVE', 'COMPLETED', 'TERMINATED'], (state) =>
    state === 'TERMINATED' ? 'CANCELED' : state,
  ),
  hasIncident: flag,
  tenantId: text,
};
/** @param fields by which instances are found, besides their variables */
const instanceFilterOf = <F extends Record<string, z.ZodType>>(fields: F) =>
  z
    .strictObject({
      ...nullish(fields),
      variables: variableFilter.nullish(),
      tags: emptyList,
      $or: emptyList,
    })
    .transform(({ variables: asked, ...given }) => ({
      conditions: conditionsOf<keyof F & string>(given),
      variables: variableConditions('processInstance', asked),
    }));

const instance = { ...definition, ...ofInstance, processDefinitionKey: key };

/** ProcessInstanceFilter, by itself. */
export const instanceFilter = instanceFilterOf(instance);

/** ProcessInstanceSearchQuery. */
export const instances = searchOf(instanceFilter, [
  'processInstanceKey',
  'processDefinitionKey',
  'parentProcessInstanceKey',
  'startDate',
  'endDate',
  'state',
  'hasIncident',
  ...definitionSorts,
]);

/** ProcessDefinitionElementStatisticsQuery: no page, and no definition but that of the path. */
export const statistics = searchOf(instanceFilterOf(ofInstance), ['processInstanceKey']);

/** MessageSubscriptionSearchQuery. Those that are open are kept. */
export const messageSubscriptions = searchByFields(
  {
    messageSubscriptionKey: key,
    processDefinitionId: text,
    processInstanceKey: key,
    elementInstanceKey: key,
    messageSubscriptionState: oneOf(['CORRELATED', 'CREATED', 'DELETED', 'MIGRATED']),
    messageName: text,
    correlationKey: text,
    tenantId: text,
  },
  [
    'messageSubscriptionKey',
    'processDefinitionId',
    'processInstanceKey',
    'elementInstanceKey',
    'messageSubscriptionState',
    'messageName',
    'correlationKey',
    'tenantId',
  ],
);

/** CorrelatedMessageSubscriptionSearchQuery. */
export const correlations = searchByFields(
  {
    messageKey: key,
    messageName: text,
    correlationKey: text,
    correlationTime: date,
    subscriptionKey: key,
    elementId: text,
    elementInstanceKey: key,
    processInstanceKey: key,
    processDefinitionKey: key,
    processDefinitionId: text,
    partitionId: integer,
    tenantId: text,
  },
  [
    'messageKey',
    'messageName',
    'correlationKey',
    'correlationTime',
    'subscriptionKey',
    'elementId',
    'elementInstanceKey',
    'processInstanceKey',
    'processDefinitionKey',
    'processDefinitionId',
    'partitionId',
    'tenantId',
  ],
);

/** IncidentSearchQuery. Those that are open are kept. */
export const incidents = searchByFields(
  {
    ...definition,
    incidentKey: key,
    processInstanceKey: key,
    processDefinitionKey: key,
    elementInstanceKey: key,
    jobKey: key,
    errorType: text,
    errorMessage: text,
    elementId: text,
    creationTime: date,
    state: oneOf(['ACTIVE', 'MIGRATED', 'RESOLVED', 'PENDING']),
  },
  [
    'incidentKey',
    'processInstanceKey',
    'processDefinitionKey',
    'elementInstanceKey',
    'jobKey',
    'errorType',
    'errorMessage',
    'elementId',
    'creationTime',
    'state',
    ...definitionSorts,
  ],
);

/** JobSearchQuery. Those that are to be done are kept. */
export const jobs = searchByFields(
  {
    ...definition,
    jobKey: key,
    processInstanceKey: key,
    processDefinitionKey: key,
    elementInstanceKey: key,
    type: text,
    worker: text,
    retries: integer,
    deadline: date,
    state: oneOf([
      'CANCELED',
      'COMPLETED',
      'CREATED',
      'ERROR_THROWN',
      'FAILED',
      'MIGRATED',
      'RETRIES_UPDATED',
      'TIMED_OUT',
    ]),
  },
  [
    'jobKey',
    'processInstanceKey',
    'processDefinitionKey',
    'elementInstanceKey',
    'type',
    'worker',
    'retries',
    'deadline',
    'state',
  ],
);

/** ElementInstanceSearchQuery. */
export const elements = searchByFields(
  {
    elementInstanceKey: key,
    processInstanceKey: key,
    processDefinitionKey: key,
    processDefinitionId: text,
    incidentKey: key,
    elementInstanceScopeKey: key,
    elementId: text,
    elementName: text,
    type: text,
    state: oneOf(['ACTIVE', 'COMPLETED', 'TERMINATED']),
    hasIncident: flag,
    startDate: date,
    endDate: date,
    tenantId: text,
  },
  [
    'elementInstanceKey',
    'processInstanceKey',
    'processDefinitionKey',
    'processDefinitionId',
    'startDate',
    'endDate',
    'elementId',
    'elementName',
    'type',
    'state',
    'incidentKey',
    'tenantId',
  ],
);

const VARIABLE_SORTS = [
  'name',
  'value',
  'tenantId',
  'variableKey',
  'scopeKey',
  'processInstanceKey',
] as const;

/** VariableSearchQuery. */
export const variables = searchByFields(
  {
    name: text,
    value: text,
    tenantId: text,
    variableKey: text,
    scopeKey: key,
    processInstanceKey: key,
    isTruncated: flag,
  },
  VARIABLE_SORTS,
);

/** UserTaskVariableSearchQueryRequest. */
export const taskVariables = searchByFields({ name: text }, VARIABLE_SORTS);

/** ProcessDefinitionSearchQuery. */
export const processDefinitions = searchByFields(
  {
    processDefinitionKey: key,
    processDefinitionId: text,
    name: text,
    resourceName: text,
    version: integer,
    versionTag: text,
    tenantId: text,
    isLatestVersion: flag,
  },
  [
    'processDefinitionKey',
    'name',
    'resourceName',
    'version',
    'versionTag',
    'processDefinitionId',
    'tenantId',
  ],
);

/** DecisionDefinitionSearchQuery. */
export const decisionDefinitions = searchByFields(
  {
    decisionDefinitionKey: key,
    decisionDefinitionId: text,
    name: text,
    version: integer,
    decisionRequirementsId: text,
    decisionRequirementsKey: key,
    tenantId: text,
  },
  [
    'decisionDefinitionKey',
    'decisionDefinitionId',
    'name',
    'version',
    'decisionRequirementsId',
    'decisionRequirementsKey',
    'tenantId',
  ],
);

/** DecisionRequirementsSearchQuery. */
export const decisionRequirements = searchByFields(
  {
    decisionRequirementsKey: key,
    decisionRequirementsId: text,
    decisionRequirementsName: text,
    version: integer,
    resourceName: text,
    tenantId: text,
  },
  ['decisionRequirementsKey', 'decisionRequirementsName', 'version', 'decisionRequirementsId', 'tenantId'],
);

const OPERATION_TYPES = [
  'CANCEL_PROCESS_INSTANCE',
  'RESOLVE_INCIDENT',
  'MIGRATE_PROCESS_INSTANCE',
  'MODIFY_PROCESS_INSTANCE',
  'DELETE_PROCESS_INSTANCE',
  'ADD_VARIABLE',
  'UPDATE_VARIABLE',
  'DELETE_DECISION_DEFINITION',
  'DELETE_PROCESS_DEFINITION',
] as const;

/** BatchOperationSearchQuery. */
export const batchOperations = searchByFields(
  {
    batchOperationKey: key,
    operationType: oneOf(OPERATION_TYPES),
    state: oneOf([
      'ACTIVE',
      'CANCELED',
      'COMPLETED',
      'CREATED',
      'FAILED',
      'PARTIALLY_COMPLETED',
      'SUSPENDED',
    ]),
  },
  ['batchOperationKey', 'operationType', 'state', 'startDate', 'endDate'],
);

/** BatchOperationItemSearchQuery. */
export const batchItems = searchByFields(
  {
    batchOperationKey: key,
    itemKey: key,
    processInstanceKey: key,
    state: oneOf(['ACTIVE', 'COMPLETED', 'CANCELED', 'FAILED']),
  },
  ['batchOperationKey', 'itemKey', 'processInstanceKey', 'state'],
);
