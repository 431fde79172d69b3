// The requests of gateway.proto as they are decoded: int64 fields are read with `int`. Those of the REST API are brought
// into the same shapes; what it has beyond gateway.proto comes last.
import type { VariableContext } from '../expression/expression.ts';
import type { BatchOperation, BatchPlan, UserTaskAttributes } from '../state/rows.ts';
import type { Referred } from './reference.ts';

type Int64 = unknown;

/** Variables: JSON text, or what has been read of it. */
export type Document = string | VariableContext;

/** Fields that the client has not set are null or absent. */
type Maybe<T> = T | null | undefined;

export interface JobResult {
  denied?: Maybe<boolean>;
  corrections?: Maybe<{
    assignee?: Maybe<string>;
    dueDate?: Maybe<string>;
    followUpDate?: Maybe<string>;
    candidateUsers?: Maybe<{ values: string[] }>;
    candidateGroups?: Maybe<{ values: string[] }>;
    priority?: Maybe<number>;
  }>;
  deniedReason?: Maybe<string>;
  /** `userTask` when absent. */
  type?: Maybe<string>;
  activateElements: { elementId: string; variables: Document }[];
  isCompletionConditionFulfilled?: Maybe<boolean>;
  isCancelRemainingInstances?: Maybe<boolean>;
}

export interface Requests {
  ActivateJobs: {
    type: string;
    worker: string;
    timeout: Int64;
    maxJobsToActivate: number;
    fetchVariable: string[];
    requestTimeout: Int64;
    tenantIds: string[];
  };
  StreamActivatedJobs: {
    type: string;
    worker: string;
    timeout: Int64;
    fetchVariable: string[];
    tenantIds: string[];
  };
  CancelProcessInstance: Referred & { processInstanceKey: Int64 };
  CompleteJob: { jobKey: Int64; variables: Document; result?: JobResult | null };
  CreateProcessInstance: Referred & {
    processDefinitionKey: Int64;
    bpmnProcessId: string;
    version: number;
    variables: Document;
    startInstructions: { elementId: string }[];
    tenantId: string;
    runtimeInstructions: { terminate?: Maybe<{ afterElementId: string }> }[];
    tags: string[];
  };
  CreateProcessInstanceWithResult: {
    request?: Requests['CreateProcessInstance'];
    requestTimeout: Int64;
    fetchVariables: string[];
  };
  EvaluateDecision: { decisionKey: Int64; decisionId: string; variables: Document; tenantId: string };
  DeployProcess: { processes: { name: string; definition: Uint8Array }[] };
  DeployResource: { resources: { name: string; content: Uint8Array }[]; tenantId: string };
  FailJob: {
    jobKey: Int64;
    retries: number;
    errorMessage: string;
    retryBackOff: Int64;
    variables: Document;
  };
  ThrowError: { jobKey: Int64; errorCode: string; errorMessage: string; variables: Document };
  PublishMessage: {
    name: string;
    correlationKey: string;
    timeToLive: Int64;
    messageId: string;
    variables: Document;
    tenantId: string;
  };
  ResolveIncident: Referred & { incidentKey: Int64 };
  SetVariables: Referred & { elementInstanceKey: Int64; variables: Document; local: boolean };
  Topology: Record<string, never>;
  UpdateJobRetries: Referred & { jobKey: Int64; retries: number };
  UpdateJobTimeout: Referred & { jobKey: Int64; timeout: Int64 };
  ModifyProcessInstance: Referred & {
    processInstanceKey: Int64;
    activateInstructions: {
      elementId: string;
      ancestorElementInstanceKey: Int64;
      variableInstructions: { variables: Document; scopeId: string }[];
    }[];
    terminateInstructions: { elementInstanceKey: Int64 }[];
  };
  MigrateProcessInstance: Referred & {
    processInstanceKey: Int64;
    migrationPlan?: {
      targetProcessDefinitionKey: Int64;
      mappingInstructions: { sourceElementId: string; targetElementId: string }[];
    };
  };
  DeleteResource: Referred & { resourceKey: Int64 };
  BroadcastSignal: { signalName: string; variables: Document; tenantId: string };

  CorrelateMessage: { name: string; correlationKey: string; variables: Document; tenantId: string };
  UpdateJob: Referred & { jobKey: Int64; retries?: number; timeout?: number };
  ActivateAdHocActivities: {
    adHocSubProcessInstanceKey: Int64;
    elements: { elementId: string; variables: Document }[];
    cancelRemainingInstances: boolean;
  };
  CreateBatchOperation: { plan: BatchPlan; filter: BatchOperation['filter'] };
  SuspendBatchOperation: { batchOperationKey: Int64 };
  /** ms since the epoch */
  PinClock: { timestamp: number };
  CompleteUserTask: { userTaskKey: Int64; variables: Document; action: string };
  AssignUserTask: { userTaskKey: Int64; assignee: string; allowOverride: boolean; action: string };
  UpdateUserTask: {
    userTaskKey: Int64;
    changes: Partial<Omit<UserTaskAttributes, 'assignee'>>;
    action: string;
  };
}
