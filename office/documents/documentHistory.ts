import { z } from 'zod';
import type { Person } from '../actor.ts';
import { type Told, told } from '../audit/sentences.ts';
import { id } from '../inputs.ts';
import type { Office } from '../office.ts';
import { type ShownPerson, shownPeople } from '../people/shownPeople.ts';
import { readDocument } from './readDocument.ts';

export const documentHistoryInput = z.object({ documentId: id });

export interface TimelineEntry extends Told {
  id: string;
  at: string;
  /** null: the system itself. */
  actor: ShownPerson | null;
  action: string;
  remark: string | null;
}

/** What happened to a document, oldest first, at most 2000 entries. */
export async function documentHistory(
  office: Office,
  actor: Person,
  input: z.input<typeof documentHistoryInput>,
): Promise<TimelineEntry[]> {
  const { documentId } = documentHistoryInput.parse(input);
  await readDocument(office, actor, documentId);
  const rows = await office.db
    .selectFrom('office.audit')
    .select(['id', 'at', 'actorId', 'action', 'details'])
    .where('documentId', '=', documentId)
    .where('outcome', '=', 'ok')
    .orderBy('id')
    .limit(2000)
    .execute();
  const people = await shownPeople(
    office.db,
    rows.map(({ actorId }) => actorId),
  );
  return rows.map(({ at, actorId, details, ...row }) => ({
    ...row,
    at: at.toISOString(),
    actor: people.get(actorId ?? '') ?? null,
    ...told(row.action, details, 'ok'),
    remark: remarkOf(details),
  }));
}

function remarkOf({ remark, instruction, description }: Record<string, unknown>): string | null {
  const said = remark ?? instruction ?? description;
  return typeof said === 'string' ? said : null;
}
