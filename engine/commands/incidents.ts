// ResolveIncident: what stopped is tried again.
import { resolved } from '../elements/incidents.ts';
import { reject } from '../errors.ts';
import type { Execution } from '../execution.ts';
import { ACTIVATING, type Job, READY } from '../state/rows.ts';

export function resolveIncident(x: Execution, key: number): void {
  const incident = x.state.incidents.get(key);
  if (incident === undefined)
    reject(
      'NOT_FOUND',
      'RESOLVE',
      `Expected to resolve incident with key '${key}', but no such incident was found`,
    );
  const job = incident.job === 0 ? undefined : x.state.jobs.get(incident.job);
  if (job && job.retries <= 0)
    reject(
      'FAILED_PRECONDITION',
      'RESOLVE',
      `Expected to resolve incident with key '${key}', but job with key '${job.key}' has no retries left. Please update the job retries and retry resolving the incident`,
    );
  if (x.state.instances.resident(incident.pi)) x.operated(incident.pi, 'RESOLVE_INCIDENT');
  const el = x.element(incident.el);
  resolved(x, key, el);
  if (el === undefined) return;
  if (incident.job !== 0) {
    if (job) retry(x, job);
    return;
  }
  const { incident: _, ...rest } = el;
  x.put(rest);
  const waiting = el.userTask === undefined ? 'complete' : 'userTask';
  x.steps.push({ do: el.state === ACTIVATING ? 'begin' : waiting, key: el.key });
}

function retry(x: Execution, { incident: _, ...job }: Job): void {
  x.state.jobs.put({ ...job, state: READY });
  x.effects.push({ kind: 'ready', type: job.type, tenant: job.tenant, key: job.key });
}
