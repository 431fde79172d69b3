import type { EngineClient, Worker } from '@congvan/engine/client';
import { type Office, openTask, openTaskInput, system } from '@congvan/office';

export type UserTaskJobs = {
  'io.camunda.zeebe:userTask': {
    variables: { documentId?: string; recipient?: { part?: string } };
    headers: {
      kind?: string;
      title?: string;
      /** «initial»: the review asks for an initial; «cosigner1»: signed before the competent person. */
      signature?: string;
      'io.camunda.zeebe:assignee'?: string;
      /** JSON list of names. */
      'io.camunda.zeebe:candidateGroups'?: string;
    };
  };
};

/** A job whose task did not become a row, because a server died or an answer was lost, is handed out again so soon. */
const HAND_OVER_MS = 10_000;
/** Then people take their time; a job handed out again becomes no second task. */
const PATIENCE_MS = 365 * 24 * 3_600_000;

/** A user task waits in people's boxes: its job is completed by the outbox once they have done it. */
export function userTaskWorker(engine: EngineClient<UserTaskJobs>, office: Office): Worker {
  return engine.createWorker({
    type: 'io.camunda.zeebe:userTask',
    timeout: HAND_OVER_MS,
    maxJobs: 100,
    fetchVariables: ['documentId', 'recipient'],
    async handle({ key, processInstanceKey, elementId, headers, variables }) {
      const task = openTaskInput.parse({
        jobKey: key,
        processInstanceKey,
        elementId,
        kind: headers.kind,
        title: headers.title,
        documentId: variables.documentId,
        assigneeId: headers['io.camunda.zeebe:assignee'] ?? null,
        candidate: candidateOf(headers['io.camunda.zeebe:candidateGroups']),
        part: partOf(headers.kind, variables.recipient?.part),
        signature: headers.signature ?? null,
      });
      await openTask(office, system, task);
      await engine.updateJobTimeout(key, PATIENCE_MS);
      return { outcome: 'later' };
    },
  });
}

function candidateOf(groups: string | undefined): unknown {
  if (groups === undefined) return null;
  const names: unknown = JSON.parse(groups);
  if (!Array.isArray(names) || names.length !== 1) {
    throw new Error(`A task is for exactly one group of people, not for ${groups}`);
  }
  return names[0];
}

const partOf = (kind: string | undefined, part: string | undefined): string | null =>
  kind === 'acknowledge' ? (part ?? null) : kind === 'assign' || kind === 'handle' ? 'lead' : null;
