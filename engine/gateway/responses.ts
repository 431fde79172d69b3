// Results of commands in the words of gateway.proto.
import type { Calls } from './calls.ts';
import { evaluateDecisionResponse } from './decisions.ts';
import { deployProcessResponse, deployResourceResponse } from './deployments.ts';
import { instanceResponse, resultResponse } from './results.ts';

const NOTHING = {};
const nothing = () => NOTHING;
const keyAndTenant = ({ key, tenant }: { key: number; tenant: string }) => ({ key, tenantId: tenant });

/** What gateway.proto has not, the REST API has alone. */
type RestOnly =
  | 'CorrelateMessage'
  | 'UpdateJob'
  | 'ActivateAdHocActivities'
  | 'CompleteUserTask'
  | 'AssignUserTask'
  | 'UpdateUserTask'
  | 'CreateBatchOperation'
  | 'SuspendBatchOperation'
  | 'ResumeBatchOperation'
  | 'CancelBatchOperation'
  | 'PinClock'
  | 'ResetClock';

type Responses = {
  [K in Exclude<keyof Calls, RestOnly>]: (result: Awaited<ReturnType<Calls[K]>>) => object;
};

export const responses: Responses = {
  CompleteJob: nothing,
  FailJob: nothing,
  ThrowError: nothing,
  UpdateJobRetries: nothing,
  UpdateJobTimeout: nothing,
  CreateProcessInstance: instanceResponse,
  CreateProcessInstanceWithResult: resultResponse,
  CancelProcessInstance: nothing,
  DeployResource: deployResourceResponse,
  DeployProcess: deployProcessResponse,
  DeleteResource: nothing,
  PublishMessage: keyAndTenant,
  BroadcastSignal: keyAndTenant,
  ResolveIncident: nothing,
  SetVariables: ({ key }) => ({ key }),
  EvaluateDecision: evaluateDecisionResponse,
  ModifyProcessInstance: nothing,
  MigrateProcessInstance: nothing,
};
