import { type Actor, type Person, principalsOf } from '../actor.ts';
import type { Direction, DocumentState } from '../inputs.ts';
import { type Action, policies, type Relation, type Rule } from './policies.ts';

/** What a policy may look at; whatever is missing, no relation to it holds. */
export interface Subject {
  document?: {
    direction: Direction;
    state: DocumentState;
    drafterId: string | null;
    signerId: string | null;
  };
  /** Principals to whom the document is open. */
  readers?: readonly string[];
  task?: { assigneeId: string | null; candidate: string | null };
  /** Whom it is about. */
  person?: { id: string; unitId: string | null };
}

/** Whether the policies allow it. The office itself may do everything: only its own workers act as it. */
export function can(actor: Actor, action: Action, subject: Subject = {}): boolean {
  return actor.kind === 'system' || policies[action].some((rule) => holds(rule, actor, subject));
}

function holds(rule: Rule, actor: Person, subject: Subject): boolean {
  return (
    (!rule.role || actor.roles.includes(rule.role)) &&
    (!rule.direction || subject.document?.direction === rule.direction) &&
    (!rule.states || (!!subject.document && rule.states.includes(subject.document.state))) &&
    (!rule.relation || relations[rule.relation](actor, subject))
  );
}

const relations: Record<Relation, (actor: Person, subject: Subject) => boolean> = {
  drafter: (actor, { document }) => document?.drafterId === actor.id,
  signer: (actor, { document }) => document?.signerId === actor.id,
  oneself: (actor, { person }) => person?.id === actor.id,
  colleague: (actor, { person }) => !!person && actor.unitId !== null && person.unitId === actor.unitId,
  reader: (actor, { readers }) => principalsOf(actor).some((principal) => readers?.includes(principal)),
  assignee: (actor, { task }) =>
    !!task &&
    (task.assigneeId !== null
      ? task.assigneeId === actor.id
      : task.candidate !== null && principalsOf(actor).includes(task.candidate)),
};
