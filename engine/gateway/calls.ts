// Every call that is answered once, of gateway.proto and of the REST API alike: the request becomes a command.
import { activateAdHocActivities } from '../commands/activateAdHocActivities.ts';
import {
  cancelBatchOperation,
  createBatchOperation,
  resumeBatchOperation,
  suspendBatchOperation,
} from '../commands/batchOperations.ts';
import { broadcastSignal } from '../commands/broadcastSignal.ts';
import { cancelProcessInstance } from '../commands/cancelProcessInstance.ts';
import { pinClock, resetClock } from '../commands/clock.ts';
import { type CreateProcessInstance, createProcessInstance } from '../commands/createProcessInstance.ts';
import { deleteResource } from '../commands/deleteResource.ts';
import { deploy, type ResourceFile } from '../commands/deploy.ts';
import { evaluateDecisionCommand } from '../commands/evaluateDecision.ts';
import { resolveIncident } from '../commands/incidents.ts';
import {
  completeJob,
  failJob,
  throwJobError,
  updateJob,
  updateJobRetries,
  updateJobTimeout,
} from '../commands/jobs.ts';
import { correlateMessage, publishMessage } from '../commands/messages.ts';
import { migrateProcessInstance } from '../commands/migrateProcessInstance.ts';
import { modifyProcessInstance } from '../commands/modifyProcessInstance.ts';
import { setVariables } from '../commands/setVariables.ts';
import { assignUserTask, completeUserTask, updateUserTask } from '../commands/userTasks.ts';
import { Rejection } from '../errors.ts';
import type { Execution, OnEnd } from '../execution.ts';
import type { Processor } from '../processor.ts';
import { parseDocument } from './documents.ts';
import { jobResult } from './jobResult.ts';
import { keyHere } from './keys.ts';
import { int } from './protocol.ts';
import { referred } from './reference.ts';
import type { Requests } from './requests.ts';
import { createWithResult } from './results.ts';
import { tagsOf } from './tags.ts';
import { DEFAULT_TENANT, tenantOf } from './tenants.ts';
import { untilDone } from './untilDone.ts';

export type Calls = ReturnType<typeof openCalls>;

function creation(
  request: Requests['CreateProcessInstance'],
  call: 'CreateProcessInstance' | 'CreateProcessInstanceWithResult' = 'CreateProcessInstance',
): CreateProcessInstance {
  return {
    definitionKey: int(request.processDefinitionKey),
    bpmnProcessId: request.bpmnProcessId,
    version: request.version,
    variables: parseDocument(request.variables),
    startElements: request.startInstructions.map(({ elementId }) => elementId),
    terminateAfter: request.runtimeInstructions.flatMap(({ terminate }) =>
      terminate ? [terminate.afterElementId] : [],
    ),
    tags: tagsOf(request.tags),
    tenant: tenantOf(call, request.tenantId),
  };
}

const files = (resources: { name: string; content: Uint8Array }[]) =>
  resources.map(({ name, content }) => ({ name, content: Buffer.from(content).toString('utf8') }));

/** Characters of models that take some 50 ms to read and check. */
const LONG_DEPLOYMENT = 200_000;

export function openCalls(processor: Processor) {
  /** Answered when the task listeners have run. */
  const withListeners = (key: number, command: (x: Execution, onEnd: OnEnd) => void) =>
    untilDone(processor, command, () => key);
  const deployment = (resources: ResourceFile[], tenant: string) => {
    const size = resources.reduce((sum, { content }) => sum + content.length, 0);
    return processor.submit((x) => deploy(x, resources, tenant), size > LONG_DEPLOYMENT);
  };
  return {
    CompleteJob(r: Requests['CompleteJob']) {
      const [key, variables] = [keyHere(r.jobKey), parseDocument(r.variables)];
      const result = r.result ? jobResult(r.result) : undefined;
      return processor.submit((x) => completeJob(x, key, variables, result));
    },
    FailJob(r: Requests['FailJob']) {
      const command = {
        key: keyHere(r.jobKey),
        retries: r.retries,
        errorMessage: r.errorMessage,
        retryBackOff: int(r.retryBackOff),
        variables: parseDocument(r.variables),
      };
      return processor.submit((x) => failJob(x, command));
    },
    ThrowError(r: Requests['ThrowError']) {
      const { errorCode, errorMessage } = r;
      const command = {
        key: keyHere(r.jobKey),
        errorCode,
        errorMessage,
        variables: parseDocument(r.variables),
      };
      return processor.submit((x) => throwJobError(x, command));
    },
    UpdateJobRetries: (r: Requests['UpdateJobRetries']) =>
      processor.submit(referred(r, (x) => updateJobRetries(x, keyHere(r.jobKey), r.retries))),
    UpdateJobTimeout: (r: Requests['UpdateJobTimeout']) =>
      processor.submit(referred(r, (x) => updateJobTimeout(x, keyHere(r.jobKey), int(r.timeout)))),
    CreateProcessInstance(r: Requests['CreateProcessInstance']) {
      const command = creation(r);
      return processor.submit(referred(r, (x) => createProcessInstance(x, command)));
    },
    CreateProcessInstanceWithResult(r: Requests['CreateProcessInstanceWithResult']) {
      if (!r.request)
        throw new Rejection('INVALID_ARGUMENT', 'Expected a request to create a process instance');
      const { request } = r;
      const command = creation(request, 'CreateProcessInstanceWithResult');
      const create = (onEnd: OnEnd) =>
        referred(request, (x) => createProcessInstance(x, { ...command, onEnd }));
      return createWithResult(processor, create, int(r.requestTimeout), [...r.fetchVariables]);
    },
    CancelProcessInstance: (r: Requests['CancelProcessInstance']) =>
      processor.submit(referred(r, (x) => cancelProcessInstance(x, keyHere(r.processInstanceKey)))),
    DeployResource(r: Requests['DeployResource']) {
      const tenant = tenantOf('DeployResource', r.tenantId);
      const resources = files(r.resources);
      return deployment(resources, tenant);
    },
    DeployProcess(r: Requests['DeployProcess']) {
      const resources = files(r.processes.map(({ name, definition }) => ({ name, content: definition })));
      return deployment(resources, DEFAULT_TENANT);
    },
    async DeleteResource(r: Requests['DeleteResource']) {
      const key = int(r.resourceKey);
      const atRest = await processor.hasInstances(key);
      return processor.submit(referred(r, (x) => deleteResource(x, key, atRest)));
    },
    async PublishMessage(r: Requests['PublishMessage']) {
      const tenant = tenantOf('PublishMessage', r.tenantId);
      const command = {
        name: r.name,
        correlationKey: r.correlationKey,
        timeToLive: int(r.timeToLive),
        messageId: r.messageId,
        variables: parseDocument(r.variables),
        tenant,
      };
      const key = await processor.submit((x) => publishMessage(x, command));
      return { key, tenant };
    },
    async BroadcastSignal(r: Requests['BroadcastSignal']) {
      const tenant = tenantOf('BroadcastSignal', r.tenantId);
      const variables = parseDocument(r.variables);
      const key = await processor.submit((x) => broadcastSignal(x, r.signalName, variables, tenant));
      return { key, tenant };
    },
    ResolveIncident: (r: Requests['ResolveIncident']) =>
      processor.submit(referred(r, (x) => resolveIncident(x, keyHere(r.incidentKey)))),
    SetVariables(r: Requests['SetVariables']) {
      const command = {
        key: keyHere(r.elementInstanceKey),
        variables: parseDocument(r.variables),
        local: r.local,
      };
      return untilDone(
        processor,
        (x, onEnd) => referred(r, () => setVariables(x, command, onEnd))(x),
        ({ userTask }) => userTask,
      );
    },
    EvaluateDecision(r: Requests['EvaluateDecision']) {
      const command = {
        key: int(r.decisionKey),
        id: r.decisionId,
        variables: parseDocument(r.variables),
        tenant: tenantOf('EvaluateDecision', r.tenantId),
      };
      return processor.submit((x) => evaluateDecisionCommand(x, command));
    },
    ModifyProcessInstance(r: Requests['ModifyProcessInstance']) {
      const command = {
        key: keyHere(r.processInstanceKey),
        activate: r.activateInstructions.map((a) => ({
          elementId: a.elementId,
          ancestor: int(a.ancestorElementInstanceKey),
          variables: a.variableInstructions.map((v) => ({
            scopeId: v.scopeId,
            variables: parseDocument(v.variables),
          })),
        })),
        terminate: r.terminateInstructions.map((t) => int(t.elementInstanceKey)),
      };
      return processor.submit(referred(r, (x) => modifyProcessInstance(x, command)));
    },
    MigrateProcessInstance(r: Requests['MigrateProcessInstance']) {
      const command = {
        key: keyHere(r.processInstanceKey),
        target: int(r.migrationPlan?.targetProcessDefinitionKey ?? 0),
        mappings: (r.migrationPlan?.mappingInstructions ?? []).map((m) => ({
          source: m.sourceElementId,
          target: m.targetElementId,
        })),
      };
      return processor.submit(referred(r, (x) => migrateProcessInstance(x, command)));
    },
    async CorrelateMessage(r: Requests['CorrelateMessage']) {
      const tenant = tenantOf('CorrelateMessage', r.tenantId);
      const { name, correlationKey } = r;
      const command = { name, correlationKey, variables: parseDocument(r.variables), tenant };
      return { ...(await processor.submit((x) => correlateMessage(x, command))), tenant };
    },
    UpdateJob(r: Requests['UpdateJob']) {
      const { retries, timeout } = r;
      return processor.submit(referred(r, (x) => updateJob(x, keyHere(r.jobKey), { retries, timeout })));
    },
    ActivateAdHocActivities(r: Requests['ActivateAdHocActivities']) {
      const command = {
        key: keyHere(r.adHocSubProcessInstanceKey),
        activate: r.elements.map(({ elementId, variables }) => ({
          elementId,
          variables: parseDocument(variables),
        })),
        cancelRemainingInstances: r.cancelRemainingInstances,
      };
      return processor.submit((x) => activateAdHocActivities(x, command));
    },
    async CreateBatchOperation({ plan, filter }: Requests['CreateBatchOperation']) {
      const key = await processor.submit((x) => createBatchOperation(x, plan, filter));
      return { key, type: plan.type };
    },
    SuspendBatchOperation: (r: Requests['SuspendBatchOperation']) =>
      processor.submit((x) => suspendBatchOperation(x, keyHere(r.batchOperationKey))),
    ResumeBatchOperation: (r: Requests['SuspendBatchOperation']) =>
      processor.submit((x) => resumeBatchOperation(x, keyHere(r.batchOperationKey))),
    CancelBatchOperation: (r: Requests['SuspendBatchOperation']) =>
      processor.submit((x) => cancelBatchOperation(x, keyHere(r.batchOperationKey))),
    PinClock: ({ timestamp }: Requests['PinClock']) => processor.submit((x) => pinClock(x, timestamp)),
    ResetClock: () => processor.submit(resetClock),
    CompleteUserTask(r: Requests['CompleteUserTask']) {
      const command = {
        key: int(r.userTaskKey),
        variables: parseDocument(r.variables),
        action: r.action,
      };
      return withListeners(command.key, (x, onEnd) => completeUserTask(x, command, onEnd));
    },
    AssignUserTask(r: Requests['AssignUserTask']) {
      const { assignee, allowOverride, action } = r;
      const command = { key: int(r.userTaskKey), assignee, allowOverride, action };
      return withListeners(command.key, (x, onEnd) => assignUserTask(x, command, onEnd));
    },
    UpdateUserTask(r: Requests['UpdateUserTask']) {
      const command = { key: int(r.userTaskKey), changes: r.changes, action: r.action };
      return withListeners(command.key, (x, onEnd) => updateUserTask(x, command, onEnd));
    },
  };
}
