// Hands ready jobs to a worker.
import { later } from './clock.ts';
import { jobTooLarge } from './commands/jobs.ts';
import type { Execution } from './execution.ts';
import { jsonOf } from './expression/wholeNumbers.ts';
import { type ListenerFacts, listenerFacts } from './listenerFacts.ts';
import { ACTIVE, type Job, READY } from './state/rows.ts';
import { NotResident } from './state/table.ts';

export interface Activation {
  type: string;
  worker: string;
  /** ms until the job is given to another worker */
  timeout: number;
  maxJobs: number;
  fetchVariables: string[];
  tenants: string[];
}

/** ActivatedJob of gateway.proto. */
export interface ActivatedJob extends ListenerFacts {
  key: number;
  type: string;
  processInstanceKey: number;
  bpmnProcessId: string;
  processDefinitionVersion: number;
  processDefinitionKey: number;
  elementId: string;
  elementInstanceKey: number;
  customHeaders: string;
  worker: string;
  retries: number;
  deadline: number;
  variables: string;
  tenantId: string;
  /** Of the process instance; absent when it has none. */
  tags?: string[];
}

/** What one message to a worker may hold: Zeebe's default of 4 MB, with room for what is around the jobs. */
const MAX_MESSAGE_BYTES = 4 * 1024 * 1024;
const ROOM = 64 * 1024;
const JOB_BYTES = 512;

/** What one message to a worker holds so far. */
export class JobBatch {
  readonly jobs: ActivatedJob[] = [];
  /** The next job goes into another message. */
  full = false;
  private bytes = ROOM;

  /** @returns whether the job fits */
  add(job: ActivatedJob, bytes: number): boolean {
    this.full = this.bytes + bytes > MAX_MESSAGE_BYTES;
    if (this.full) return false;
    this.bytes += bytes;
    this.jobs.push(job);
    return true;
  }
}

/** Puts jobs into the batch, up to `maxJobs` in all. @returns how many of `keys` are dealt with */
export function activateJobs(
  x: Execution,
  keys: readonly number[],
  activation: Activation,
  batch: JobBatch,
): number {
  const missing = x.state.jobs.missing(keys);
  if (missing.length > 0) throw new NotResident({ kind: 'keys', table: 'jobs', keys: missing });
  const ready: Job[] = [];
  for (const key of keys) {
    const job = x.state.jobs.get(key);
    if (job?.state === READY) ready.push(job);
  }
  const resting = x.state.instances.missing(ready.map((job) => job.pi));
  if (resting.length > 0) throw new NotResident({ kind: 'instances', keys: resting });
  let used = 0;
  for (const key of keys) {
    if (batch.jobs.length >= activation.maxJobs) break;
    const job = x.state.jobs.get(key);
    if (job?.state !== READY || job.type !== activation.type || x.element(job.el) === undefined) {
      used++;
      continue;
    }
    const activated = describe(x, job, activation);
    const size =
      Buffer.byteLength(activated.variables) + Buffer.byteLength(activated.customHeaders) + JOB_BYTES;
    if (ROOM + size > MAX_MESSAGE_BYTES) jobTooLarge(x, key, size, MAX_MESSAGE_BYTES);
    else if (batch.add(activated, size)) {
      x.state.jobs.put({ ...job, state: ACTIVE, due: activated.deadline, worker: activation.worker });
      x.due({ kind: 'job', key, due: activated.deadline });
      x.record('JOB', 'ACTIVATED', key, x.element(job.el), job.type);
    } else break;
    used++;
  }
  return used;
}

function describe(x: Execution, job: Job, { worker, timeout, fetchVariables }: Activation): ActivatedJob {
  const el = x.element(job.el)!;
  const definition = x.state.resources.get(job.definition)!;
  const node = x.definitions.graph(job.definition).nodes[job.node]!;
  const { tags } = x.root(el).root!;
  const { kind, listenerEventType, userTask } = listenerFacts(job, node);
  // One literal without spreads: an object that grows property by property costs ten times as much.
  return {
    key: job.key,
    type: job.type,
    processInstanceKey: job.pi,
    bpmnProcessId: definition.id,
    processDefinitionVersion: definition.version,
    processDefinitionKey: definition.key,
    elementId: node.id,
    elementInstanceKey: job.el,
    customHeaders: job.headers ?? headersText(node.job?.headers ?? NO_HEADERS),
    worker,
    retries: job.retries,
    deadline: later(x.now, timeout),
    variables: variablesJson(x, el.key, fetchVariables),
    tenantId: job.tenant,
    kind,
    listenerEventType,
    userTask,
    tags,
  };
}

const NO_HEADERS = {};
/** By the headers of a model's element, which never change. */
const headerTexts = new WeakMap<object, string>();

function headersText(headers: Record<string, string>): string {
  let text = headerTexts.get(headers);
  if (text === undefined) {
    text = JSON.stringify(headers);
    headerTexts.set(headers, text);
  }
  return text;
}

function variablesJson(x: Execution, key: number, names: string[]): string {
  const context = x.context(x.element(key)!);
  if (names.length === 0) return jsonOf(context);
  const chosen: Record<string, unknown> = {};
  for (const name of names) if (Object.hasOwn(context, name)) chosen[name] = context[name];
  return jsonOf(chosen);
}
