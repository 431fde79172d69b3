// Every unary call of gateway.proto: the request becomes a command, its result the response.
import { broadcastSignal } from '../commands/broadcastSignal.ts';
import { cancelProcessInstance } from '../commands/cancelProcessInstance.ts';
import { type CreateProcessInstance, createProcessInstance } from '../commands/createProcessInstance.ts';
import { deleteResource } from '../commands/deleteResource.ts';
import { deploy } from '../commands/deploy.ts';
import { evaluateDecisionCommand } from '../commands/evaluateDecision.ts';
import { resolveIncident } from '../commands/incidents.ts';
import { completeJob, failJob, throwJobError, updateJobRetries, updateJobTimeout } from '../commands/jobs.ts';
import { publishMessage } from '../commands/messages.ts';
import { migrateProcessInstance } from '../commands/migrateProcessInstance.ts';
import { modifyProcessInstance } from '../commands/modifyProcessInstance.ts';
import { setVariables } from '../commands/setVariables.ts';
import { Rejection } from '../errors.ts';
import type { OnEnd } from '../execution.ts';
import type { Processor } from '../processor.ts';
import { evaluateDecisionResponse } from './decisions.ts';
import { deployProcessResponse, deployResourceResponse } from './deployments.ts';
import { parseDocument } from './documents.ts';
import { jobResult } from './jobResult.ts';
import { keyHere } from './keys.ts';
import { int } from './protocol.ts';
import { referred } from './reference.ts';
import type { Requests } from './requests.ts';
import { createWithResult, instanceResponse } from './results.ts';
import { tagsOf } from './tags.ts';
import { DEFAULT_TENANT, tenantOf } from './tenants.ts';
import { untilDone } from './untilDone.ts';

type Unary = Exclude<keyof Requests, 'ActivateJobs' | 'StreamActivatedJobs' | 'Topology'>;
export type UnaryCalls = { [K in Unary]: (request: Requests[K]) => Promise<object> };

const NOTHING = {};

export function creation(
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

export function unaryCalls(processor: Processor): UnaryCalls {
  const nothing = async (done: Promise<unknown>) => {
    await done;
    return NOTHING;
  };
  return {
    CompleteJob(r) {
      const [key, variables] = [keyHere(r.jobKey), parseDocument(r.variables)];
      const result = r.result ? jobResult(r.result) : undefined;
      return nothing(processor.submit((x) => completeJob(x, key, variables, result)));
    },
    FailJob(r) {
      const command = {
        key: keyHere(r.jobKey),
        retries: r.retries,
        errorMessage: r.errorMessage,
        retryBackOff: int(r.retryBackOff),
        variables: parseDocument(r.variables),
      };
      return nothing(processor.submit((x) => failJob(x, command)));
    },
    ThrowError(r) {
      const { errorCode, errorMessage } = r;
      const command = {
        key: keyHere(r.jobKey),
        errorCode,
        errorMessage,
        variables: parseDocument(r.variables),
      };
      return nothing(processor.submit((x) => throwJobError(x, command)));
    },
    UpdateJobRetries: (r) =>
      nothing(processor.submit(referred(r, (x) => updateJobRetries(x, keyHere(r.jobKey), r.retries)))),
    UpdateJobTimeout: (r) =>
      nothing(processor.submit(referred(r, (x) => updateJobTimeout(x, keyHere(r.jobKey), int(r.timeout))))),
    async CreateProcessInstance(r) {
      const command = creation(r);
      return instanceResponse(await processor.submit(referred(r, (x) => createProcessInstance(x, command))));
    },
    async CreateProcessInstanceWithResult(r) {
      if (!r.request)
        throw new Rejection('INVALID_ARGUMENT', 'Expected a request to create a process instance');
      const { request } = r;
      const command = creation(request, 'CreateProcessInstanceWithResult');
      const create = (onEnd: OnEnd) =>
        referred(request, (x) => createProcessInstance(x, { ...command, onEnd }));
      return createWithResult(processor, create, int(r.requestTimeout), [...r.fetchVariables]);
    },
    CancelProcessInstance: (r) =>
      nothing(processor.submit(referred(r, (x) => cancelProcessInstance(x, keyHere(r.processInstanceKey))))),
    async DeployResource(r) {
      const tenant = tenantOf('DeployResource', r.tenantId);
      const resources = files(r.resources);
      return deployResourceResponse(await processor.submit((x) => deploy(x, resources, tenant)));
    },
    async DeployProcess(r) {
      const resources = files(r.processes.map(({ name, definition }) => ({ name, content: definition })));
      return deployProcessResponse(await processor.submit((x) => deploy(x, resources, DEFAULT_TENANT)));
    },
    async DeleteResource(r) {
      const key = int(r.resourceKey);
      const atRest = await processor.hasInstances(key);
      return nothing(processor.submit(referred(r, (x) => deleteResource(x, key, atRest))));
    },
    async PublishMessage(r) {
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
      return { key, tenantId: tenant };
    },
    async BroadcastSignal(r) {
      const tenant = tenantOf('BroadcastSignal', r.tenantId);
      const variables = parseDocument(r.variables);
      const key = await processor.submit((x) => broadcastSignal(x, r.signalName, variables, tenant));
      return { key, tenantId: tenant };
    },
    ResolveIncident: (r) =>
      nothing(processor.submit(referred(r, (x) => resolveIncident(x, keyHere(r.incidentKey))))),
    async SetVariables(r) {
      const command = {
        key: keyHere(r.elementInstanceKey),
        variables: parseDocument(r.variables),
        local: r.local,
      };
      const { key } = await untilDone(
        processor,
        (x, onEnd) => referred(r, () => setVariables(x, command, onEnd))(x),
        ({ userTask }) => userTask,
      );
      return { key };
    },
    async EvaluateDecision(r) {
      const command = {
        key: int(r.decisionKey),
        id: r.decisionId,
        variables: parseDocument(r.variables),
        tenant: tenantOf('EvaluateDecision', r.tenantId),
      };
      return evaluateDecisionResponse(await processor.submit((x) => evaluateDecisionCommand(x, command)));
    },
    ModifyProcessInstance(r) {
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
      return nothing(processor.submit(referred(r, (x) => modifyProcessInstance(x, command))));
    },
    MigrateProcessInstance(r) {
      const command = {
        key: keyHere(r.processInstanceKey),
        target: int(r.migrationPlan?.targetProcessDefinitionKey ?? 0),
        mappings: (r.migrationPlan?.mappingInstructions ?? []).map((m) => ({
          source: m.sourceElementId,
          target: m.targetElementId,
        })),
      };
      return nothing(processor.submit(referred(r, (x) => migrateProcessInstance(x, command))));
    },
  };
}
