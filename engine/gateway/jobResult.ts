// JobResult of gateway.proto in the words of the commands: what a task listener or an ad hoc sub-process reads of it.
import type { JobResult } from '../commands/jobs.ts';
import { Rejection } from '../errors.ts';
import type { UserTaskAttributes } from '../state/rows.ts';
import { parseDocument } from './documents.ts';
import type { Requests } from './requests.ts';

type Sent = NonNullable<Requests['CompleteJob']['result']>;

const TYPES = ['userTask', 'adHocSubProcess'];

/** @throws Rejection INVALID_ARGUMENT */
export function jobResult(sent: Sent): JobResult {
  if (sent.type && !TYPES.includes(sent.type))
    throw new Rejection(
      'INVALID_ARGUMENT',
      `Expected the type of a job result to be one of ${TYPES.join(', ')}, but it was '${sent.type.slice(0, 100)}'`,
    );
  return {
    adHoc: {
      activate: sent.activateElements.map(({ elementId, variables }) => ({
        elementId,
        variables: parseDocument(variables),
      })),
      completionConditionFulfilled: sent.isCompletionConditionFulfilled ?? false,
      cancelRemainingInstances: sent.isCancelRemainingInstances ?? false,
    },
    taskListener: {
      denied: sent.denied ?? false,
      deniedReason: sent.deniedReason ?? '',
      corrections: corrections(sent.corrections),
    },
  };
}

function corrections(sent: Sent['corrections']): Partial<UserTaskAttributes> {
  const given: { [K in keyof UserTaskAttributes]: UserTaskAttributes[K] | null | undefined } = {
    assignee: sent?.assignee,
    candidateGroups: sent?.candidateGroups?.values,
    candidateUsers: sent?.candidateUsers?.values,
    dueDate: sent?.dueDate,
    followUpDate: sent?.followUpDate,
    priority: sent?.priority,
  };
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== null && value !== undefined),
  );
}
