// Jobs: work that a worker outside does for an element.
import { IncidentError } from '../errors.ts';
import type { Execution } from '../execution.ts';
import { evaluateNumber, evaluateString } from '../expression/evaluate.ts';
import type { Expression } from '../expression/expression.ts';
import type { FlowNode, JobDefinition } from '../model/graph.ts';
import { type ElementInstance, type Job, READY } from '../state/rows.ts';
import { resolved } from './incidents.ts';
import { subscribe } from './subscriptions.ts';
import { activated } from './tokens.ts';

/** Boundary events of an activity; those of a multi-instance activity sit on its body. */
export function boundariesOf(el: ElementInstance, node: FlowNode): FlowNode[] {
  return el.loopCounter === undefined ? node.boundaries : [];
}

/** @throws IncidentError also when it is blank, which no worker could ask for */
export function jobType(x: Execution, el: ElementInstance, type: Expression): string {
  const value = x.evaluate(evaluateString, type, el);
  if (value.trim() !== '') return value;
  throw new IncidentError(
    'EXTRACT_VALUE_ERROR',
    `Expected result of the expression '${type.source}' to be not empty, but was '${value}'.`,
  );
}

/** An element whose work is a job: opens its boundary events, makes the job, is ACTIVATED. */
export function activateJob(
  x: Execution,
  el: ElementInstance,
  node: FlowNode,
  job: JobDefinition,
  headers?: Record<string, string>,
): void {
  const type = jobType(x, el, job.type);
  const retries = x.evaluate(evaluateNumber, job.retries, el);
  const waiting = subscribe(x, el, boundariesOf(el, node));
  createJob(x, waiting, { type, retries, headers });
  activated(x, x.element(el.key)!);
}

export function createJob(
  x: Execution,
  el: ElementInstance,
  of: {
    type: string;
    retries: number;
    headers?: Record<string, string> | undefined;
    listener?: Job['listener'];
  },
): void {
  const key = x.key();
  const { definition, tenant } = x.root(el).root!;
  x.state.jobs.put({
    key,
    pi: el.pi,
    el: el.key,
    definition,
    node: el.node,
    type: of.type,
    tenant,
    retries: of.retries,
    state: READY,
    ...(of.headers && { headers: JSON.stringify(of.headers) }),
    ...(of.listener && { listener: of.listener }),
  });
  x.put({ ...el, job: key });
  x.record('JOB', 'CREATED', key, el, of.type);
  x.effects.push({ kind: 'ready', type: of.type, tenant, key });
}

export function cancelJob(x: Execution, el: ElementInstance): void {
  if (el.job === undefined) return;
  const job = x.state.jobs.get(el.job);
  if (job?.incident !== undefined) resolved(x, job.incident, el);
  x.state.jobs.delete(el.job);
  x.record('JOB', 'CANCELED', el.job, el);
}
