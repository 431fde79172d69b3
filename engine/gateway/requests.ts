// The requests of gateway.proto as they are decoded: int64 fields are read with `int`.
import type { Referred } from './reference.ts';

type Int64 = unknown;

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
  activateElements: { elementId: string; variables: string }[];
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
  CompleteJob: { jobKey: Int64; variables: string; result?: JobResult | null };
  CreateProcessInstance: Referred & {
    processDefinitionKey: Int64;
    bpmnProcessId: string;
    version: number;
    variables: string;
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
  EvaluateDecision: { decisionKey: Int64; decisionId: string; variables: string; tenantId: string };
  DeployProcess: { processes: { name: string; definition: Uint8Array }[] };
  DeployResource: { resources: { name: string; content: Uint8Array }[]; tenantId: string };
  FailJob: {
    jobKey: Int64;
    retries: number;
    errorMessage: string;
    retryBackOff: Int64;
    variables: string;
  };
  ThrowError: { jobKey: Int64; errorCode: string; errorMessage: string; variables: string };
  PublishMessage: {
    name: string;
    correlationKey: string;
    timeToLive: Int64;
    messageId: string;
    variables: string;
    tenantId: string;
  };
  ResolveIncident: Referred & { incidentKey: Int64 };
  SetVariables: Referred & { elementInstanceKey: Int64; variables: string; local: boolean };
  Topology: Record<string, never>;
  UpdateJobRetries: Referred & { jobKey: Int64; retries: number };
  UpdateJobTimeout: Referred & { jobKey: Int64; timeout: Int64 };
  ModifyProcessInstance: Referred & {
    processInstanceKey: Int64;
    activateInstructions: {
      elementId: string;
      ancestorElementInstanceKey: Int64;
      variableInstructions: { variables: string; scopeId: string }[];
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
  BroadcastSignal: { signalName: string; variables: string; tenantId: string };
}
