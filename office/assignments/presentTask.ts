import type { Person } from '../actor.ts';
import { labelOf } from '../documents/label.ts';
import type { Direction, DocumentState, Part, TaskKind, Urgency } from '../inputs.ts';
import type { Database, Office } from '../office.ts';
import { can } from '../people/can.ts';
import { type ShownPerson, shownPeople } from '../people/shownPeople.ts';
import type { TaskRow } from './taskRow.ts';

export interface TaskView {
  id: string;
  kind: TaskKind;
  title: string;
  document: {
    id: string;
    direction: Direction;
    label: string;
    subject: string;
    issuerName: string;
    /** Who wrote it, in this agency; null for what came in. */
    drafterName: string | null;
    urgency: Urgency;
    state: DocumentState;
    arrivalNumber: number | null;
    arrivalDate: string | null;
  };
  assignee: ShownPerson | null;
  /** Whose task it would be, had they not handed it over. */
  onBehalfOf: ShownPerson | null;
  part: Part | null;
  state: 'open' | 'done' | 'cancelled';
  outcome: string | null;
  remark: string | null;
  createdAt: string;
  dueAt: string | null;
  doneAt: string | null;
  late: boolean;
  /** What this person may choose now; empty once done. */
  outcomes: string[];
}

const outcomes: Readonly<Record<TaskKind, readonly string[]>> = {
  receive: ['receive', 'refuse'],
  submit: ['submit'],
  instruct: ['instruct', 'returnToClerk'],
  assign: ['assign'],
  handle: ['respond', 'finish'],
  acknowledge: ['acknowledge'],
  draft: ['submit'],
  reviewContent: ['approve', 'return'],
  reviewForm: ['approve', 'return'],
  sign: ['sign', 'return'],
  number: ['number'],
  seal: ['seal'],
  send: ['send'],
};

/** Tasks as this person sees them, in the order given. */
export async function presentTasks(
  office: Office,
  actor: Person,
  tasks: readonly TaskRow[],
): Promise<TaskView[]> {
  if (tasks.length === 0) return [];
  const documents = await documentsOf(office.db, tasks);
  const people = await shownPeople(office.db, [
    ...tasks.flatMap(({ assigneeId, doneBy, onBehalfOf }) => [assigneeId ?? doneBy, onBehalfOf]),
    ...[...documents.values()].map(({ drafterId }) => drafterId),
  ]);
  const now = office.clock.now();
  return tasks.map((task) => {
    const { issuer, drafterId, number, notation, ...document } = documents.get(task.documentId)!;
    const mine = task.state === 'open' && can(actor, 'task.read', { task });
    const { id, kind, title, part, state, outcome, remark, dueAt } = task;
    return {
      ...{ id, kind, title, part, state, outcome, remark },
      document: {
        ...document,
        label: labelOf({ number, notation }),
        issuerName: issuer.name,
        drafterName: people.get(drafterId ?? '')?.fullName ?? null,
      },
      assignee: people.get(task.assigneeId ?? task.doneBy ?? '') ?? null,
      onBehalfOf: people.get(task.onBehalfOf ?? '') ?? null,
      createdAt: task.createdAt.toISOString(),
      dueAt: dueAt?.toISOString() ?? null,
      doneAt: task.doneAt?.toISOString() ?? null,
      late: state === 'open' && !!dueAt && dueAt < now,
      outcomes: mine ? [...outcomes[kind]] : [],
    };
  });
}

async function documentsOf(db: Database, tasks: readonly TaskRow[]) {
  const rows = await db
    .selectFrom('office.documents')
    .select(['id', 'direction', 'number', 'notation', 'subject', 'issuer', 'urgency', 'state'])
    .select(['arrivalNumber', 'arrivalDate', 'drafterId'])
    .where('id', 'in', [...new Set(tasks.map(({ documentId }) => documentId))])
    .execute();
  return new Map(rows.map((row) => [row.id, row]));
}
