// What the REST API searches: conditions on definitions are answered from the definitions, which are few.
import type { Kysely } from 'kysely';
import type {
  BatchOperation,
  Correlation,
  DecisionInstance,
  Incident,
  Job,
  Resource,
} from '../../state/rows.ts';
import type { Definitions } from '../definitions.ts';
import {
  type BatchItemQuery,
  type BatchOperationQuery,
  type FoundBatchItem,
  searchBatchItems,
  searchBatchOperations,
} from './batchSearch.ts';
import { type Called, callHierarchy } from './callHierarchy.ts';
import { type CorrelationQuery, searchCorrelations } from './correlationSearch.ts';
import { type DecisionInstanceQuery, searchDecisionInstances } from './decisionInstanceSearch.ts';
import {
  elementsOf,
  type FoundElement,
  type FoundVariable,
  instanceOf,
  variablesOf,
} from './elementSearch.ts';
import { type FlowsTaken, flowsTaken } from './flowsTaken.ts';
import {
  type FoundInstance,
  type FoundJob,
  type IncidentField,
  type InstanceField,
  type JobField,
  searchIncidents,
  searchInstances,
  searchJobs,
} from './instanceSearch.ts';
import {
  type FoundMessageSubscription,
  type MessageSubscriptionQuery,
  searchMessageSubscriptions,
} from './messageSubscriptionSearch.ts';
import type { Condition, Page, Query } from './query.ts';
import { searchRows } from './rowSearch.ts';
import type { VariableCondition } from './variableConditions.ts';

/** With the definition that it is of; undefined: deleted with everything else of it. */
export type Defined<T> = T & { of: Resource | undefined };

/** Fields of a process definition, by which what is of it is found. */
export const DEFINITION_FIELDS = [
  'processDefinitionId',
  'processDefinitionName',
  'processDefinitionVersion',
  'processDefinitionVersionTag',
  'tenantId',
] as const;
export type DefinitionField = (typeof DEFINITION_FIELDS)[number];

export interface DescribedJob extends FoundJob {
  headers: object;
  elementId: string;
  kind: 'BPMN_ELEMENT' | 'EXECUTION_LISTENER' | 'TASK_LISTENER' | 'AD_HOC_SUB_PROCESS';
}

export interface Searches {
  instances(
    query: Query<InstanceField | DefinitionField> & { variables?: VariableCondition[] },
  ): Promise<Page<Defined<FoundInstance>>>;
  incidents(query: Query<IncidentField | DefinitionField>): Promise<Page<Defined<Incident>>>;
  jobs(query: Query<JobField | DefinitionField>): Promise<Page<Defined<DescribedJob>>>;
  batchOperations(query: BatchOperationQuery): Promise<Page<BatchOperation>>;
  batchItems(query: BatchItemQuery): Promise<Page<FoundBatchItem>>;
  /** Those that are open. */
  messageSubscriptions(query: MessageSubscriptionQuery): Promise<Page<FoundMessageSubscription>>;
  /** Messages that were met. */
  correlations(query: CorrelationQuery): Promise<Page<Correlation>>;
  decisionInstances(query: DecisionInstanceQuery): Promise<Page<DecisionInstance>>;
  /** The instances that called this one, outermost first, then itself; empty: there is none such. */
  calls(instance: number): Promise<Defined<Called>[]>;
  flows(instance: number): Promise<Defined<FlowsTaken> | undefined>;
  /** All element instances, active and ended, of instances. */
  elements(instances: readonly number[]): Promise<Defined<FoundElement>[]>;
  /** All variables of instances; of ended ones those that they ended with. */
  variables(instances: readonly number[]): Promise<FoundVariable[]>;
  /** The process instance of an element instance, or of a process instance itself. */
  instanceOf(element: number): Promise<number | undefined>;
  /** Every definition that has not been deleted. */
  definitions(): Promise<Resource[]>;
}

export function openSearches(db: Kysely<unknown>, definitions: Definitions): Searches {
  const defined = async <T>(rows: readonly T[], keyOf: (row: T) => number): Promise<Defined<T>[]> =>
    Promise.all(rows.map(async (row) => ({ ...row, of: await definitions.resource(keyOf(row)) })));
  const onTable = async <F extends string>(query: Query<F | DefinitionField>): Promise<Query<F>> => {
    const [ofDefinition, rest] = divide(query.conditions);
    const conditions =
      ofDefinition.length === 0 ? rest : [...rest, ofKeys(await matching(definitions, ofDefinition))];
    return { ...query, conditions } as Query<F>;
  };
  return {
    async instances(query) {
      const page = await searchInstances(db, {
        ...(await onTable<InstanceField>(query)),
        ...(query.variables && { variables: query.variables }),
      });
      return { ...page, rows: await defined(page.rows, (row) => row.definition) };
    },
    async incidents(query) {
      const page = await searchIncidents(db, await onTable(query));
      return { ...page, rows: await defined(page.rows, (row) => row.definition) };
    },
    async jobs(query) {
      const page = await searchJobs(db, await onTable(query));
      const described = await Promise.all(page.rows.map((row) => describe(definitions, row)));
      return { ...page, rows: await defined(described, ({ job }) => job.definition) };
    },
    batchOperations: (query) => searchBatchOperations(db, query),
    batchItems: (query) => searchBatchItems(db, query),
    messageSubscriptions: (query) => searchMessageSubscriptions(db, definitions, query),
    correlations: (query) => searchCorrelations(db, query),
    decisionInstances: (query) => searchDecisionInstances(db, query),
    calls: async (instance) => defined(await callHierarchy(db, instance), (row) => row.definition),
    async flows(instance) {
      const taken = await flowsTaken(db, definitions, instance);
      return taken && (await defined([taken], (row) => row.definition))[0];
    },
    async elements(instances) {
      const found: FoundElement[] = [];
      for (const instance of instances) found.push(...(await elementsOf(db, definitions, instance)));
      return defined(found, (row) => row.definition);
    },
    async variables(instances) {
      const found: FoundVariable[] = [];
      for (const instance of instances) found.push(...(await variablesOf(db, instance)));
      return found;
    },
    instanceOf: (element) => instanceOf(db, element),
    definitions: async () => (await definitions.all()).filter(({ deleted }) => !deleted),
  };
}

async function describe(definitions: Definitions, found: FoundJob): Promise<DescribedJob> {
  const { definition, node: index, listener, headers } = found.job;
  const node = (await definitions.graph(definition))?.nodes[index];
  return {
    ...found,
    headers: headers === undefined ? (node?.job?.headers ?? {}) : (JSON.parse(headers) as object),
    elementId: node?.id ?? '',
    kind: kindOf(listener, node?.adHoc !== undefined),
  };
}

function kindOf(listener: Job['listener'], adHoc: boolean): DescribedJob['kind'] {
  if (listener === 'start' || listener === 'end') return 'EXECUTION_LISTENER';
  if (listener !== undefined) return 'TASK_LISTENER';
  return adHoc ? 'AD_HOC_SUB_PROCESS' : 'BPMN_ELEMENT';
}

function divide<F extends string>(
  conditions: readonly Condition<F | DefinitionField>[],
): [Condition<DefinitionField>[], Condition<F>[]] {
  const isOfDefinition = (condition: Condition): condition is Condition<DefinitionField> =>
    DEFINITION_FIELDS.some((field) => field === condition.field);
  return [
    conditions.filter(isOfDefinition),
    conditions.filter((condition): condition is Condition<F> => !isOfDefinition(condition)),
  ];
}

/** Keys of the processes, deleted or not, that meet the conditions. */
async function matching(
  definitions: Definitions,
  conditions: Condition<DefinitionField>[],
): Promise<number[]> {
  const rows = (await definitions.all())
    .filter(({ kind }) => kind === 'process')
    .map((r) => ({
      key: r.key,
      processDefinitionId: r.id,
      processDefinitionName: r.name,
      processDefinitionVersion: r.version,
      processDefinitionVersionTag: r.versionTag,
      tenantId: r.tenant,
    }));
  const all = { conditions, sort: [], limit: rows.length, page: { from: 0 } };
  return searchRows(rows, all, ({ key }) => key).rows.map(({ key }) => key);
}

const ofKeys = (keys: number[]): Condition<'processDefinitionKey'> => ({
  field: 'processDefinitionKey',
  operator: '$in',
  value: keys,
});
