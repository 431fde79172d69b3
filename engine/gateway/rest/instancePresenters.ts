// Process instances, element instances, incidents and jobs as the REST API shows them: keys are strings, what is not there
// is left out.
import type { FoundElement } from '../../monitor/search/elementSearch.ts';
import type { FoundIncident } from '../../monitor/search/incidentSearch.ts';
import type { FoundInstance } from '../../monitor/search/instanceSearch.ts';
import type { FoundJob } from '../../monitor/search/jobSearch.ts';
import type { FoundMessageSubscription } from '../../monitor/search/messageSubscriptionSearch.ts';
import type { Defined } from '../../monitor/search/searches.ts';
import { DEFAULT_TENANT } from '../tenants.ts';
import { dateOf, keyOf, unlessEmpty } from './presenters.ts';

/** ProcessInstanceResult. */
export const presentInstance = ({ of, ...instance }: Defined<FoundInstance>): object => ({
  processInstanceKey: String(instance.key),
  processDefinitionKey: String(instance.definition),
  processDefinitionId: of?.id ?? '',
  processDefinitionName: of?.name || (of?.id ?? ''),
  processDefinitionVersion: of?.version ?? 0,
  processDefinitionVersionTag: unlessEmpty(of?.versionTag ?? ''),
  startDate: dateOf(instance.started),
  endDate: dateOf(instance.ended),
  state: instance.state === 'CANCELED' ? 'TERMINATED' : instance.state,
  hasIncident: instance.incident,
  tenantId: of?.tenant ?? DEFAULT_TENANT,
  parentProcessInstanceKey: keyOf(instance.parent),
  parentElementInstanceKey: keyOf(instance.parentElement),
  tags: instance.tags,
});

/** IncidentResult. */
export const presentIncident = ({ of, ...incident }: Defined<FoundIncident>): object => ({
  incidentKey: String(incident.key),
  processInstanceKey: String(incident.pi),
  processDefinitionKey: String(incident.definition),
  processDefinitionId: of?.id ?? '',
  errorType: incident.type,
  errorMessage: incident.message,
  elementId: incident.elementId,
  elementInstanceKey: String(incident.el),
  creationTime: dateOf(incident.at),
  state: incident.state,
  jobKey: keyOf(incident.job),
  tenantId: of?.tenant ?? DEFAULT_TENANT,
});

/** MessageSubscriptionResult. */
export const presentMessageSubscription = (found: FoundMessageSubscription): object => ({
  messageSubscriptionKey: String(found.key),
  processDefinitionId: found.process,
  processDefinitionKey: keyOf(found.definition),
  processInstanceKey: String(found.pi),
  elementId: found.elementId,
  elementInstanceKey: String(found.el),
  messageSubscriptionState: 'CREATED',
  lastUpdatedDate: dateOf(found.at),
  messageName: found.name,
  correlationKey: found.correlationKey,
  tenantId: found.tenant,
});

/** JobSearchResult. */
export function presentJob({ job, state, headers, elementId, kind, of }: Defined<FoundJob>): object {
  return {
    jobKey: String(job.key),
    type: job.type,
    state,
    worker: job.worker ?? '',
    retries: job.retries,
    hasFailedWithRetriesLeft: state === 'FAILED' && job.retries > 0,
    deadline: dateOf(job.due),
    errorMessage: job.error,
    errorCode: job.errorCode,
    kind,
    listenerEventType: job.listener?.toUpperCase() ?? 'UNSPECIFIED',
    customHeaders: headers,
    elementId,
    elementInstanceKey: String(job.el),
    processInstanceKey: String(job.pi),
    processDefinitionKey: String(job.definition),
    processDefinitionId: of?.id ?? '',
    tenantId: job.tenant,
  };
}

/** An element instance by the fields of its search. */
export const elementRow = ({ of, ...element }: Defined<FoundElement>) => ({
  elementInstanceKey: element.key,
  processInstanceKey: element.instance,
  processDefinitionKey: element.definition,
  processDefinitionId: of?.id ?? '',
  elementId: element.elementId,
  elementName: element.name || element.elementId,
  type: element.type,
  state: element.state,
  hasIncident: element.incident > 0,
  incidentKey: element.incident,
  tenantId: of?.tenant ?? DEFAULT_TENANT,
  startDate: element.enteredAt,
  endDate: element.leftAt,
  elementInstanceScopeKey: element.scope,
});

/** ElementInstanceResult. */
export const presentElement = ({
  elementInstanceScopeKey: _,
  ...row
}: ReturnType<typeof elementRow>): object => ({
  ...row,
  elementInstanceKey: String(row.elementInstanceKey),
  processInstanceKey: String(row.processInstanceKey),
  processDefinitionKey: String(row.processDefinitionKey),
  incidentKey: keyOf(row.incidentKey),
  startDate: dateOf(row.startDate),
  endDate: dateOf(row.endDate),
});
