// What the REST API searches: conditions on definitions are answered from the definitions, which are few.
import { type Kysely, sql } from 'kysely';
import type { BatchOperation, Correlation, DecisionInstance, Resource } from '../../state/rows.ts';
import type { Definitions } from '../definitions.ts';
import {
  type BatchItemQuery,
  type BatchOperationQuery,
  type FoundBatchItem,
  searchBatchItems,
  searchBatchOperations,
} from './batchSearch.ts';
import { type Called, callHierarchy, withCalled } from './callHierarchy.ts';
import { type CorrelationQuery, searchCorrelations } from './correlationSearch.ts';
import { type DecisionInstanceQuery, searchDecisionInstances } from './decisionInstanceSearch.ts';
import { type DefinitionField, onKeys } from './definitionConditions.ts';
import {
  elementsOf,
  type FoundElement,
  type FoundVariable,
  instanceOf,
  variablesOf,
} from './elementSearch.ts';
import { type FlowsTaken, flowsTaken } from './flowsTaken.ts';
import {
  type FoundIncident,
  type IncidentField,
  type IncidentQuery,
  searchIncidents,
} from './incidentSearch.ts';
import { type InstanceField, type InstanceFilter, testInstances } from './instanceConditions.ts';
import { type FoundInstance, type InstanceQuery, searchInstances } from './instanceSearch.ts';
import { type FoundJob, type JobField, type JobQuery, searchJobs } from './jobSearch.ts';
import {
  type FoundMessageSubscription,
  type MessageSubscriptionQuery,
  searchMessageSubscriptions,
} from './messageSubscriptionSearch.ts';
import type { Page, Query } from './query.ts';

/** With the definition that it is of; undefined: deleted with everything else of it. */
export type Defined<T> = T & { of: Resource | undefined };

export interface Searches {
  /** @throws {Rejection} too much to look through */
  instances(query: Query<InstanceField> & InstanceFilter): Promise<Page<Defined<FoundInstance>>>;
  /** @param below only those of this instance and of those that it called, directly or not */
  incidents(
    query: Query<IncidentField | DefinitionField>,
    below?: number,
  ): Promise<Page<Defined<FoundIncident>>>;
  /** @throws {Rejection} too much to look through */
  jobs(query: Query<JobField>): Promise<Page<Defined<FoundJob>>>;
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
  return {
    async instances(query) {
      const { conditions, where } = await testInstances(db, definitions, query);
      const page = await searchInstances(db, { ...query, conditions } as InstanceQuery, where);
      return { ...page, rows: await defined(page.rows, (row) => row.definition) };
    },
    async incidents(query, below) {
      const conditions = await onKeys<IncidentField>(definitions, query.conditions);
      const where = below === undefined ? [] : [sql`t.pi = any(${withCalled(below)})`];
      const page = await searchIncidents(db, { ...query, conditions } as IncidentQuery, where);
      return { ...page, rows: await defined(page.rows, (row) => row.definition) };
    },
    async jobs(query) {
      const page = await searchJobs(db, definitions, query as JobQuery);
      return { ...page, rows: await defined(page.rows, ({ job }) => job.definition) };
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
