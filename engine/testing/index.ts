// What the engine's tests share: an engine in memory, without a gateway, that tells its records.

import type { ActivatedJob } from '../activation.ts';
import type { Clock } from '../clock.ts';
import { systemClock } from '../clock.ts';
import { cancelProcessInstance } from '../commands/cancelProcessInstance.ts';
import { type CreateProcessInstance, createProcessInstance } from '../commands/createProcessInstance.ts';
import { deploy } from '../commands/deploy.ts';
import { resolveIncident } from '../commands/incidents.ts';
import { completeJob, throwJobError } from '../commands/jobs.ts';
import { publishMessage } from '../commands/messages.ts';
import { setVariables } from '../commands/setVariables.ts';
import type { EngineRecord, Execution, OnEnd } from '../execution.ts';
import type { VariableContext } from '../expression/expression.ts';
import { untilDone } from '../gateway/untilDone.ts';
import { Processor, type ProcessorOptions } from '../processor.ts';
import { MemoryStore } from '../state/memoryStore.ts';
import type { Incident, UserTask } from '../state/rows.ts';
import type { Store } from '../state/store.ts';

export const DEFAULT_TENANT = '<default>';

/** BPMN around the given elements of one executable process `p`. */
export function bpmn(body: string, before = ''): string {
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" targetNamespace="test">
${before}<bpmn:process id="p" isExecutable="true">${body}</bpmn:process></bpmn:definitions>`;
}

/** `flow('a', 'b')`: a sequence flow `a_b`; with a condition if given. */
export function flow(from: string, to: string, condition?: string): string {
  const inside = condition
    ? `<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${condition}</bpmn:conditionExpression>`
    : '';
  return `<bpmn:sequenceFlow id="${from}_${to}" sourceRef="${from}" targetRef="${to}">${inside}</bpmn:sequenceFlow>`;
}

export function service(id: string, type: string, inside = ''): string {
  return `<bpmn:serviceTask id="${id}"><bpmn:extensionElements><zeebe:taskDefinition type="${type}"/>${inside}</bpmn:extensionElements></bpmn:serviceTask>`;
}

export class TestEngine {
  records: EngineRecord[] = [];
  readonly results = new Map<number, VariableContext>();
  readonly processor: Processor;
  /** Why it has ended, if another one took its place. */
  fenced: Error | undefined;
  constructor(
    readonly store: Store = new MemoryStore(),
    options: Partial<Pick<ProcessorOptions, 'clock' | 'maxResident' | 'onError' | 'turns'>> = {},
  ) {
    this.processor = new Processor({
      store,
      clock: systemClock,
      onError(error) {
        throw error;
      },
      ...options,
      onFenced: (error) => {
        this.fenced = error;
      },
      onRecord: (record) => this.records.push(record),
    });
  }

  do<T>(work: (x: Execution) => T): Promise<T> {
    return this.processor.submit(work);
  }

  deploy(...models: string[]): Promise<unknown> {
    const files = models.map((content, i) => ({
      name: `m${i}.${content.includes('DMN') ? 'dmn' : 'bpmn'}`,
      content,
    }));
    return this.do((x) => deploy(x, files, DEFAULT_TENANT));
  }

  async create(
    variables: VariableContext = {},
    bpmnProcessId = 'p',
    more: Partial<CreateProcessInstance> = {},
  ): Promise<number> {
    let done: (result: VariableContext) => void = () => undefined;
    const ended = new Promise<VariableContext>((resolve) => {
      done = resolve;
    });
    const created = await this.do((x) =>
      createProcessInstance(x, {
        definitionKey: 0,
        bpmnProcessId,
        version: -1,
        variables,
        startElements: [],
        tenant: DEFAULT_TENANT,
        onEnd: (completed, result) => {
          if (completed) done(result);
        },
        ...more,
      }),
    );
    void ended.then((result) => this.results.set(created.key, result));
    return created.key;
  }

  /** Up to `maxJobs` jobs of a type; waits for the first. */
  activate(type: string, maxJobs = 1, wait = 2_000): Promise<ActivatedJob[]> {
    const all: ActivatedJob[] = [];
    return new Promise((resolve) => {
      this.processor.jobs.poll(
        { type, worker: 'test', timeout: 60_000, maxJobs, fetchVariables: [], tenants: [DEFAULT_TENANT] },
        wait,
        (jobs, more) => {
          all.push(...jobs);
          if (!more) resolve(all);
          return true;
        },
      );
    });
  }

  /** Activates and completes one job. */
  async work(type: string, variables: VariableContext = {}): Promise<ActivatedJob> {
    const [job] = await this.activate(type);
    if (job === undefined) throw new Error(`no job of type ${type}`);
    await this.do((x) => completeJob(x, job.key, variables));
    return job;
  }

  async throwError(type: string, errorCode: string): Promise<void> {
    const [job] = await this.activate(type);
    await this.do((x) => throwJobError(x, { key: job!.key, errorCode, errorMessage: '', variables: {} }));
  }

  publish(
    name: string,
    correlationKey: string,
    variables: VariableContext = {},
    timeToLive = 0,
  ): Promise<number> {
    return this.do((x) =>
      publishMessage(x, {
        name,
        correlationKey,
        timeToLive,
        messageId: '',
        variables,
        tenant: DEFAULT_TENANT,
      }),
    );
  }

  setVariables(key: number, variables: VariableContext): Promise<unknown> {
    const command = { key, variables, local: false };
    return untilDone(
      this.processor,
      (x, onEnd) => setVariables(x, command, onEnd),
      ({ userTask }) => userTask,
    );
  }

  /** A command on a user task, until its listeners have run. */
  userTask(key: number, command: (x: Execution, onEnd: OnEnd) => void): Promise<void> {
    return untilDone(this.processor, command, () => key);
  }

  /** User tasks, those that have ended as well. */
  userTasks(): Promise<UserTask[]> {
    return this.do((x) => [...x.state.userTasks.values()]);
  }

  resolve(key: number): Promise<void> {
    return this.do((x) => resolveIncident(x, key));
  }

  cancel(key: number): Promise<void> {
    return this.do((x) => cancelProcessInstance(x, key));
  }

  /** The open incidents. */
  incidents(): Promise<Incident[]> {
    return this.do((x) => [...x.state.incidents.values()]);
  }

  async incident(): Promise<Incident | undefined> {
    return (await this.incidents())[0];
  }

  /** Variables of a scope, the instance's own by its key. */
  variables(key: number): Promise<VariableContext> {
    return this.do((x) => Object.fromEntries(x.state.instances.variables(x.element(key)!.pi, key) ?? []));
  }

  /** Variables of the instance at its end. */
  result(pi: number): VariableContext | undefined {
    return this.results.get(pi);
  }

  /** How many rows the state holds besides deployments: 0 when nothing is left behind. */
  left(): Promise<number> {
    return this.do((x) => {
      let count = x.state.instances.residentCount;
      for (const table of x.state.tables)
        if (table.name !== 'resources') for (const row of table.values()) if (!isEnded(row)) count++;
      return count;
    });
  }

  /** Element ids with the last part of the intent, for process instance records. */
  path(): string[] {
    return this.records
      .filter((r) => r.valueType === 'PROCESS_INSTANCE')
      .map((r) => `${r.elementId} ${r.intent.replace('ELEMENT_', '').replace('SEQUENCE_FLOW_', '')}`);
  }

  ended(pi: number): boolean {
    return this.records.some(
      (r) => r.key === pi && (r.intent === 'ELEMENT_COMPLETED' || r.intent === 'ELEMENT_TERMINATED'),
    );
  }

  stop(): Promise<void> {
    return this.processor.stop();
  }
}

/** Whether a row is that of an ended user task, which is history. */
export function isEnded(row: object): boolean {
  return 'ended' in row && row.ended !== undefined;
}

export async function testEngine(store?: Store, clock?: Clock, maxResident?: number): Promise<TestEngine> {
  const engine = new TestEngine(store, { ...(clock && { clock }), ...(maxResident && { maxResident }) });
  await engine.processor.start();
  return engine;
}
