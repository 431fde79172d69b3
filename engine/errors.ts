// What can go wrong and whom it concerns: a Rejection answers the caller of a command, an IncidentError stops a
// token until a person resolves it, the others are for whoever runs the engine.

import type { DecisionEvaluation } from './dmn/evaluate.ts';
import type { Resource } from './state/rows.ts';

/** gRPC status names that a command may be rejected with. */
export type RejectionCode =
  | 'NOT_FOUND'
  | 'INVALID_ARGUMENT'
  | 'FAILED_PRECONDITION'
  | 'ALREADY_EXISTS'
  | 'RESOURCE_EXHAUSTED'
  | 'DEADLINE_EXCEEDED'
  | 'UNAVAILABLE'
  | 'INTERNAL';

export class Rejection extends Error {
  constructor(
    readonly code: RejectionCode,
    message: string,
  ) {
    super(message);
  }
}

/** «Command 'COMPLETE' rejected with code 'NOT_FOUND': …», as Zeebe words it. */
export function rejection(code: RejectionCode, intent: string, reason: string): Rejection {
  const shown = code === 'FAILED_PRECONDITION' ? 'INVALID_STATE' : code;
  return new Rejection(code, `Command '${intent}' rejected with code '${shown}': ${reason}`);
}

/** @throws Rejection */
export function reject(code: RejectionCode, intent: string, reason: string): never {
  throw rejection(code, intent, reason);
}

/** What asks is asked to try again. */
export function unavailable(): Rejection {
  return new Rejection('UNAVAILABLE', 'The engine could not write to its database; try again');
}

export type IncidentType =
  | 'IO_MAPPING_ERROR'
  | 'JOB_NO_RETRIES'
  | 'CONDITION_ERROR'
  | 'EXTRACT_VALUE_ERROR'
  | 'CALLED_ELEMENT_ERROR'
  | 'UNHANDLED_ERROR_EVENT'
  | 'MESSAGE_SIZE_EXCEEDED'
  | 'CALLED_DECISION_ERROR'
  | 'DECISION_EVALUATION_ERROR'
  | 'FORM_NOT_FOUND'
  | 'EXECUTION_LISTENER_NO_RETRIES'
  | 'AD_HOC_SUB_PROCESS_NO_RETRIES'
  | 'TASK_LISTENER_NO_RETRIES'
  | 'UNKNOWN';

export class IncidentError extends Error {
  constructor(
    readonly type: IncidentType,
    message: string,
  ) {
    super(message);
  }
}

/** A decision that failed in a process: the evaluation is kept although what led to it is taken back. */
export class DecisionEvaluationError extends IncidentError {
  constructor(
    readonly decision: Resource,
    readonly result: DecisionEvaluation & { failureMessage: string },
  ) {
    super('DECISION_EVALUATION_ERROR', result.failureMessage);
  }
}

/** Another engine already writes to this database. */
export class EngineRunningError extends Error {
  readonly code = 'ENGINE_RUNNING';
  readonly messageVi = 'Một bộ máy quy trình khác đang dùng cơ sở dữ liệu này.';
  /** @param holder what `pg_stat_activity` calls its session */
  constructor(holder: string) {
    super(`Another engine is writing to this database: ${holder}`);
  }
}

/** Another engine has taken the place of this one, which must not go on. */
export class EngineFencedError extends Error {
  readonly code = 'ENGINE_FENCED';
  readonly messageVi = 'Một bộ máy quy trình khác đã thay bộ máy này ghi cơ sở dữ liệu; bộ máy này dừng lại.';
  constructor() {
    super('Another engine has taken over the database; this one stops');
  }
}
