// What may be searched, by which fields, in which order.
import { DEFINITION_FIELDS } from '../../monitor/search/definitionConditions.ts';
import { instanceFilter, statisticsFilter } from './instanceFilter.schema.ts';
import { JOB_KINDS, LISTENER_EVENTS } from './jobs.schema.ts';
import { date, flag, integer, key, oneOf, searchByFields, searchOf, text } from './search.schema.ts';

const definition = {
  processDefinitionId: text,
  processDefinitionName: text,
  processDefinitionVersion: integer,
  processDefinitionVersionTag: text,
  tenantId: text,
};

/** ProcessInstanceSearchQuery. */
export const instances = searchOf(instanceFilter, [
  'processInstanceKey',
  'processDefinitionKey',
  'parentProcessInstanceKey',
  'parentElementInstanceKey',
  'startDate',
  'endDate',
  'state',
  'hasIncident',
  ...DEFINITION_FIELDS,
]);

/** ProcessDefinitionElementStatisticsQuery: no page, and no definition but that of the path. */
export const statistics = searchOf(statisticsFilter, ['processInstanceKey']);

/** MessageSubscriptionSearchQuery. Those that are open are kept. */
export const messageSubscriptions = searchByFields(
  {
    messageSubscriptionKey: key,
    processDefinitionId: text,
    processInstanceKey: key,
    elementId: text,
    elementInstanceKey: key,
    lastUpdatedDate: date,
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
    'lastUpdatedDate',
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

/** IncidentSearchQuery. */
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
    ...DEFINITION_FIELDS,
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
    endTime: date,
    elementId: text,
    errorCode: text,
    errorMessage: text,
    hasFailedWithRetriesLeft: flag,
    isDenied: flag,
    deniedReason: text,
    kind: oneOf(JOB_KINDS),
    listenerEventType: oneOf(LISTENER_EVENTS),
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
    'endTime',
    'errorCode',
    'errorMessage',
    'isDenied',
    'deniedReason',
    'listenerEventType',
    'processDefinitionId',
    'tenantId',
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
