// The client of the office: the same for the embedded gateway and for a real Zeebe cluster. Job types are declared
// once, with their variables, headers and results; a worker for an unknown type or with a wrong variable does not
// compile.
import { randomUUID } from 'node:crypto';
import { Camunda8 } from '@camunda8/sdk';

type Json = string | number | boolean | null | Json[] | { [name: string]: Json | undefined };
export type Variables = Record<string, Json | undefined>;

/** What is known of a job type. */
export interface JobShape {
  variables: object;
  headers?: object;
  result?: object;
}
export type JobTypes = { [type: string]: JobShape };

export interface Job<Shape extends JobShape = JobShape> {
  key: string;
  type: string;
  processInstanceKey: string;
  bpmnProcessId: string;
  processDefinitionKey: string;
  processDefinitionVersion: number;
  elementId: string;
  elementInstanceKey: string;
  retries: number;
  /** ms since the epoch, after which another worker may get the job */
  deadline: number;
  variables: Shape['variables'];
  headers: Shape['headers'] extends object ? Shape['headers'] : Record<string, string>;
}

/** What a worker says of a job. A thrown Error fails the job with one retry less. */
export type Outcome<Shape extends JobShape = JobShape> =
  | {
      outcome: 'completed';
      variables?: Shape['result'] extends object ? Shape['result'] : Variables;
    }
  | { outcome: 'failed'; message: string; retries?: number; retryBackOff?: number }
  | { outcome: 'error'; errorCode: string; message?: string; variables?: Variables }
  /** Somebody else completes the job, by `completeJob`, before its timeout. */
  | { outcome: 'later' };

export interface WorkerOptions<Types extends JobTypes, Type extends keyof Types & string> {
  type: Type;
  /** Jobs at work at the same time; default 32. */
  maxJobs?: number;
  /** ms after which the job may go to another worker; default 60 s. */
  timeout?: number;
  /** Only these variables; default: all that are visible. */
  fetchVariables?: (keyof Types[Type]['variables'] & string)[];
  handle: (job: Job<Types[Type]>) => Promise<Outcome<Types[Type]>>;
}

export interface Worker {
  /** Takes no more jobs and waits for those at work. */
  close(): Promise<void>;
}

export interface CreatedProcessInstance {
  processInstanceKey: string;
  processDefinitionKey: string;
  bpmnProcessId: string;
  version: number;
}

/** What a decision that was evaluated came to, itself or one that it requires. Values are JSON text. */
export interface EvaluatedDecision {
  decisionKey: string;
  decisionId: string;
  decisionName: string;
  output: string;
  inputs: { name: string; value: string }[];
  /** Rules of its table that matched; `index` from 1 on. */
  rules: { ruleId: string; index: number; outputs: { name: string; value: string }[] }[];
}
export interface DecisionResult {
  /** JSON text; null: it failed. */
  output: string | null;
  failure: { decisionId: string; message: string } | null;
  /** Required ones first; up to the one that failed. */
  decisions: EvaluatedDecision[];
}

export interface EngineClient<Types extends JobTypes = JobTypes> {
  topology(): Promise<{ gatewayVersion: string; partitionsCount: number }>;
  /** BPMN, DMN and form files, all or none; the same content again is no new version. */
  deployResources(resources: { name: string; content: string | Buffer }[]): Promise<{ key: string }>;
  /** One version of a decision, outside of any process. */
  evaluateDecision(request: { decisionKey: string; variables?: Variables }): Promise<DecisionResult>;
  createProcessInstance(request: {
    bpmnProcessId: string;
    /** Default: newest. */
    version?: number;
    variables?: Variables;
  }): Promise<CreatedProcessInstance>;
  cancelProcessInstance(processInstanceKey: string): Promise<void>;
  /** Activates elements and terminates element instances, all or none. */
  modifyProcessInstance(request: {
    processInstanceKey: string;
    /** `ancestorKey`: scope instance to activate in; default: the only one there is. `variables`: of the element's own scope. */
    activate: readonly {
      elementId: string;
      ancestorKey?: string | undefined;
      variables?: Variables | undefined;
    }[];
    /** Element instance keys. */
    terminate: readonly string[];
  }): Promise<void>;
  /** No new instances of it, and no new version of what is deployed once more. */
  deleteResource(resourceKey: string): Promise<void>;
  /** The instance goes on with another definition; every active element needs a mapping. */
  migrateProcessInstance(request: {
    processInstanceKey: string;
    targetDefinitionKey: string;
    mappings: readonly { sourceElementId: string; targetElementId: string }[];
  }): Promise<void>;
  /** @param request.messageId published only once while a message of this id lives (ALREADY_EXISTS otherwise) */
  publishMessage(request: {
    name: string;
    correlationKey: string;
    messageId?: string;
    /** ms; default 0: only who waits now */
    timeToLive?: number;
    variables?: Variables;
  }): Promise<{ key: string }>;
  broadcastSignal(request: { signalName: string; variables?: Variables }): Promise<void>;
  createWorker<Type extends keyof Types & string>(options: WorkerOptions<Types, Type>): Worker;
  completeJob(jobKey: string, variables?: Variables): Promise<void>;
  failJob(request: {
    jobKey: string;
    retries: number;
    errorMessage: string;
    retryBackOff?: number;
  }): Promise<void>;
  throwError(request: {
    jobKey: string;
    errorCode: string;
    errorMessage?: string;
    variables?: Variables;
  }): Promise<void>;
  updateJobRetries(jobKey: string, retries: number): Promise<void>;
  updateJobTimeout(jobKey: string, timeout: number): Promise<void>;
  setVariables(request: { elementInstanceKey: string; variables: Variables; local?: boolean }): Promise<void>;
  resolveIncident(incidentKey: string): Promise<void>;
  /** Closes every worker and the connection. */
  close(): Promise<void>;
}

const DEFAULT_MAX_JOBS = 32;
const DEFAULT_TIMEOUT = 60_000;
const LONG_POLL = 30_000;
const NO_ANCESTOR = '-1';

/** @param address `host:port` of a gateway, embedded or of a cluster */
export function connectEngine<Types extends JobTypes = JobTypes>({
  address,
}: {
  address: string;
}): EngineClient<Types> {
  const camunda = new Camunda8({
    ZEEBE_GRPC_ADDRESS: /^grpcs?:/.test(address) ? address : `grpc://${address}`,
    CAMUNDA_AUTH_STRATEGY: 'NONE',
    CAMUNDA_OAUTH_DISABLED: true,
    CAMUNDA_LOG_LEVEL: 'none',
    zeebeGrpcSettings: { ZEEBE_CLIENT_LOG_LEVEL: 'NONE', ZEEBE_GRPC_CLIENT_RETRY: true },
  });
  const zeebe = camunda.getZeebeGrpcApiClient();
  return {
    async topology() {
      const { gatewayVersion, partitionsCount } = await zeebe.topology();
      return { gatewayVersion, partitionsCount };
    },
    async deployResources(resources) {
      const { key } = await zeebe.deployResources(resources.map(asResource));
      return { key: String(key) };
    },
    async evaluateDecision({ decisionKey, variables = {} }) {
      return decisionResult(await zeebe.evaluateDecision({ decisionKey, variables: plain(variables) }));
    },
    async createProcessInstance({ bpmnProcessId, version, variables = {} }) {
      const created = await zeebe.createProcessInstance({
        bpmnProcessId,
        variables: plain(variables),
        ...(version !== undefined && { version }),
      });
      return {
        processInstanceKey: created.processInstanceKey,
        processDefinitionKey: created.processDefinitionKey,
        bpmnProcessId: created.bpmnProcessId,
        version: created.version,
      };
    },
    cancelProcessInstance: (key) => zeebe.cancelProcessInstance(key),
    async modifyProcessInstance({ processInstanceKey, activate, terminate }) {
      await zeebe.modifyProcessInstance({
        processInstanceKey,
        activateInstructions: activate.map(({ elementId, ancestorKey = NO_ANCESTOR, variables }) => ({
          elementId,
          ancestorElementInstanceKey: ancestorKey,
          variableInstructions: variables ? [{ scopeId: elementId, variables: plain(variables) }] : [],
        })),
        terminateInstructions: terminate.map((elementInstanceKey) => ({ elementInstanceKey })),
      });
    },
    async deleteResource(resourceKey) {
      await zeebe.deleteResource({ resourceKey });
    },
    async migrateProcessInstance({ processInstanceKey, targetDefinitionKey, mappings }) {
      await zeebe.migrateProcessInstance({
        processInstanceKey,
        migrationPlan: {
          targetProcessDefinitionKey: targetDefinitionKey,
          mappingInstructions: [...mappings],
        },
      });
    },
    async publishMessage({ name, correlationKey, messageId, timeToLive = 0, variables = {} }) {
      const { key } = await zeebe.publishMessage({
        name,
        correlationKey,
        timeToLive,
        variables: plain(variables),
        ...(messageId !== undefined && { messageId }),
      });
      return { key: String(key) };
    },
    async broadcastSignal({ signalName, variables = {} }) {
      await zeebe.broadcastSignal({ signalName, variables: plain(variables) });
    },
    createWorker: (options) => createWorker<Types, typeof options.type>(zeebe, options),
    completeJob: (jobKey, variables = {}) => zeebe.completeJob({ jobKey, variables: plain(variables) }),
    failJob: ({ jobKey, retries, errorMessage, retryBackOff = 0 }) =>
      zeebe.failJob({ jobKey, retries, errorMessage, retryBackOff }),
    throwError: ({ jobKey, errorCode, errorMessage = '', variables = {} }) =>
      zeebe.throwError({ jobKey, errorCode, errorMessage, variables: plain(variables) }),
    updateJobRetries: (jobKey, retries) => zeebe.updateJobRetries({ jobKey, retries }),
    updateJobTimeout: (jobKey, timeout) => zeebe.updateJobTimeout({ jobKey, timeout }),
    setVariables: ({ elementInstanceKey, variables, local = false }) =>
      zeebe.setVariables({ elementInstanceKey, variables: plain(variables), local }),
    resolveIncident: (incidentKey) => zeebe.resolveIncident({ incidentKey }),
    async close() {
      await zeebe.close();
    },
  };
}

type Sdk = ReturnType<Camunda8['getZeebeGrpcApiClient']>;

function createWorker<Types extends JobTypes, Type extends keyof Types & string>(
  zeebe: Sdk,
  {
    type,
    maxJobs = DEFAULT_MAX_JOBS,
    timeout = DEFAULT_TIMEOUT,
    fetchVariables,
    handle,
  }: WorkerOptions<Types, Type>,
): Worker {
  const worker = zeebe.createWorker({
    id: `${type}-${randomUUID()}`,
    taskType: type,
    maxJobsToActivate: maxJobs,
    timeout,
    longPoll: LONG_POLL,
    ...(fetchVariables && { fetchVariable: fetchVariables as never[] }),
    taskHandler: async (job) => {
      let said: Outcome<Types[Type]>;
      try {
        said = await handle(jobOf<Types[Type]>(job as unknown as SdkJob));
      } catch (error) {
        said = {
          outcome: 'failed',
          message: error instanceof Error ? (error.stack ?? error.message) : String(error),
        };
      }
      switch (said.outcome) {
        case 'completed':
          return job.complete(plain(said.variables ?? {}) as never);
        case 'error':
          return job.error({
            errorCode: said.errorCode,
            errorMessage: said.message ?? '',
            variables: plain(said.variables ?? {}),
          });
        case 'failed':
          return job.fail({
            errorMessage: said.message,
            retries: said.retries ?? Math.max(0, job.retries - 1),
            retryBackOff: said.retryBackOff ?? 0,
          });
        case 'later':
          return job.forward();
      }
    },
  });
  return {
    async close() {
      await worker.close();
    },
  };
}

/** The part of the SDK's job that is handed on. */
type SdkJob = Omit<Job, 'deadline' | 'variables' | 'headers'> & {
  deadline: string;
  variables: unknown;
  customHeaders: unknown;
};

function jobOf<Shape extends JobShape>(job: SdkJob): Job<Shape> {
  return {
    key: job.key,
    type: job.type,
    processInstanceKey: job.processInstanceKey,
    bpmnProcessId: job.bpmnProcessId,
    processDefinitionKey: job.processDefinitionKey,
    processDefinitionVersion: job.processDefinitionVersion,
    elementId: job.elementId,
    elementInstanceKey: job.elementInstanceKey,
    retries: job.retries,
    deadline: Number(job.deadline),
    // Shapes are promised by the model; the worker's own code checks what it needs to.
    variables: job.variables as Shape['variables'],
    headers: job.customHeaders as Job<Shape>['headers'],
  };
}

function decisionResult(answer: Awaited<ReturnType<Sdk['evaluateDecision']>>): DecisionResult {
  const { failedDecisionId: decisionId, failureMessage: message } = answer;
  return {
    output: decisionId ? null : answer.decisionOutput,
    failure: decisionId ? { decisionId, message } : null,
    decisions: answer.evaluatedDecisions.map((evaluated) => ({
      decisionKey: String(evaluated.decisionKey),
      decisionId: evaluated.decisionId,
      decisionName: evaluated.decisionName,
      output: evaluated.decisionOutput,
      inputs: evaluated.evaluatedInputs.map(({ inputName, inputValue }) => ({
        name: inputName,
        value: inputValue,
      })),
      rules: evaluated.matchedRules.map(({ ruleId, ruleIndex, evaluatedOutputs }) => ({
        ruleId,
        index: ruleIndex,
        outputs: evaluatedOutputs.map(({ outputName, outputValue }) => ({
          name: outputName,
          value: outputValue,
        })),
      })),
    })),
  };
}

function asResource({ name, content }: { name: string; content: string | Buffer }) {
  const body = typeof content === 'string' ? Buffer.from(content) : content;
  if (name.endsWith('.form')) return { name, form: body };
  if (name.endsWith('.dmn')) return { name, decision: body };
  return { name, process: body };
}

/** JSON without undefined members. */
function plain(variables: object): Record<string, never> {
  return JSON.parse(JSON.stringify(variables)) as Record<string, never>;
}
