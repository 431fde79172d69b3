// ResolveIncident: what stopped is tried again.
import { raise } from '../elements/incidents.ts';
import { reject } from '../errors.ts';
import type { Execution } from '../execution.ts';
import { ACTIVATING, type Incident, READY } from '../state/rows.ts';

export function resolveIncident(x: Execution, key: number): void {
  const incident = x.state.incidents.get(key);
  if (incident === undefined)
    reject(
      'NOT_FOUND',
      'RESOLVE',
      `Expected to resolve incident with key '${key}', but no such incident was found`,
    );
  x.state.instances.resident(incident.pi);
  const el = x.element(incident.el);
  x.state.incidents.delete(key);
  x.record('INCIDENT', 'RESOLVED', key, el);
  if (el === undefined) return;
  if (incident.job !== 0) {
    retryJob(x, incident);
    return;
  }
  const { incident: _, ...rest } = el;
  x.put(rest);
  const waiting = el.userTask === undefined ? 'complete' : 'userTask';
  x.steps.push({ do: el.state === ACTIVATING ? 'begin' : waiting, key: el.key });
}

function retryJob(x: Execution, incident: Incident): void {
  const job = x.state.jobs.get(incident.job);
  if (job === undefined) return;
  const { incident: _, ...rest } = job;
  if (job.retries > 0) {
    x.state.jobs.put({ ...rest, state: READY });
    x.effects.push({ kind: 'ready', type: job.type, tenant: job.tenant, key: job.key });
    return;
  }
  // Nobody has given it more retries: it stays where it is, with a new incident.
  const again = raise(
    x,
    x.element(job.el)!,
    { type: incident.type as 'UNKNOWN', message: incident.message },
    job.key,
  );
  x.state.jobs.put({ ...rest, incident: again });
}
