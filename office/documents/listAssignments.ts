import type { Part } from '../inputs.ts';
import type { Database } from '../office.ts';
import { type ShownPerson, shownPeople } from '../people/shownPeople.ts';

export interface AssignmentView {
  unit: { id: string; name: string };
  person: ShownPerson | null;
  part: Part;
  instruction: string | null;
  dueDate: string | null;
  state: 'open' | 'done' | 'cancelled';
  by: ShownPerson | null;
}

/** Who leads, who assists, who is to know of a document. */
export async function listAssignments(db: Database, documentId: string): Promise<AssignmentView[]> {
  const rows = await db
    .selectFrom('office.assignments as a')
    .innerJoin('office.units as n', 'n.id', 'a.unitId')
    .selectAll('a')
    .select('n.name as unitName')
    .where('a.documentId', '=', documentId)
    .orderBy('a.id')
    .execute();
  const people = await shownPeople(
    db,
    rows.flatMap(({ userId, assignedBy }) => [userId, assignedBy]),
  );
  return rows.map(({ unitId, unitName, userId, part, instruction, dueDate, state, assignedBy }) => ({
    unit: { id: unitId, name: unitName },
    person: people.get(userId ?? '') ?? null,
    ...{ part, instruction, dueDate, state },
    by: people.get(assignedBy ?? '') ?? null,
  }));
}
