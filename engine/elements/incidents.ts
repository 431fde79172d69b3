// An incident holds a token where it is until a person resolves it.
import { DecisionEvaluationError, type IncidentError } from '../errors.ts';
import type { Execution } from '../execution.ts';
import type { ElementInstance } from '../state/rows.ts';
import { keepEvaluation } from './keptEvaluation.ts';

export function raise(
  x: Execution,
  el: ElementInstance,
  error: Pick<IncidentError, 'type' | 'message'>,
  job = 0,
): number {
  if (error instanceof DecisionEvaluationError) keepEvaluation(x, error.decision, error.result, el);
  const key = x.key();
  x.state.incidents.put({
    key,
    type: error.type,
    message: error.message,
    pi: el.pi,
    el: el.key,
    definition: x.root(el).root!.definition,
    elementId: x.node(el).id,
    job,
    at: x.now,
  });
  if (job === 0) x.put({ ...el, incident: key });
  x.record('INCIDENT', 'CREATED', key, el, error.type);
  return key;
}

export function closeIncident(x: Execution, el: ElementInstance): void {
  if (el.incident !== undefined) resolved(x, el.incident, el);
}

/** The incident is over, and kept for people. */
export function resolved(x: Execution, key: number, el: ElementInstance | undefined): void {
  const incident = x.state.incidents.get(key);
  if (incident !== undefined) x.state.resolvedIncidents.add({ ...incident, resolved: x.now });
  x.state.incidents.delete(key);
  x.record('INCIDENT', 'RESOLVED', key, el);
}
