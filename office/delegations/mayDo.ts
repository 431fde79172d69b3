import type { Selectable } from 'kysely';
import type { Person } from '../actor.ts';
import type { TaskRow } from '../assignments/taskRow.ts';
import type { TaskKind } from '../inputs.ts';
import { can } from '../people/can.ts';
import type { Action } from '../people/policies.ts';
import type { UsersTable } from '../tables.ts';

const actions: Readonly<Record<TaskKind, Action>> = {
  receive: 'document.receive',
  submit: 'document.submitToLeader',
  instruct: 'document.instruct',
  assign: 'document.assign',
  handle: 'document.finish',
  acknowledge: 'document.acknowledge',
  draft: 'document.submitDraft',
  reviewContent: 'document.reviewContent',
  reviewForm: 'document.reviewForm',
  sign: 'document.sign',
  number: 'document.number',
  seal: 'document.seal',
  send: 'document.send',
};

/** Whether this person has the role that a kind of task asks for, were it theirs. */
export function mayDo(
  user: Pick<Selectable<UsersTable>, 'id' | 'unitId' | 'roles'>,
  kind: TaskKind,
): boolean {
  const person: Person = { kind: 'person', ip: null, id: user.id, unitId: user.unitId, roles: user.roles };
  return can(person, actions[kind], { task: { assigneeId: user.id, candidate: null } });
}

/** The page bears the name of the competent person, who alone can sign it: another signer is the drafter's to choose. */
export const bearsTheirName = ({ kind, signature }: Pick<TaskRow, 'kind' | 'signature'>) =>
  kind === 'sign' && (signature === null || signature === 'person');
