import type { Person } from '../../actor.ts';
import { boxOrder, openFor } from '../../assignments/listTasks.ts';
import { labelOf } from '../../documents/label.ts';
import type { Urgency } from '../../inputs.ts';
import type { Office } from '../../office.ts';
import { MAX_BATCH } from './createBatch.ts';

export interface DocumentToSign {
  taskId: string;
  document: {
    id: string;
    label: string;
    typeName: string;
    subject: string;
    urgency: Urgency;
    drafterName: string | null;
  };
  /** The main file, as it would be signed now. */
  fileId: string;
  fileSha256: string;
  createdAt: string;
  dueAt: string | null;
}

/** What waits for this person's signature, in the order of their box. */
export async function documentsToSign(office: Office, actor: Person): Promise<DocumentToSign[]> {
  const rows = await openFor(office.db, actor)
    .where('t.kind', '=', 'sign')
    .innerJoin('office.documents as d', 'd.id', 't.documentId')
    .innerJoinLateral(
      (lateral) =>
        lateral
          .selectFrom('office.documentFiles as f')
          .select(['f.id as fileId', 'f.sha256'])
          .whereRef('f.documentId', '=', 'd.id')
          .where('f.role', '=', 'main')
          .orderBy('f.version', 'desc')
          .limit(1)
          .as('main'),
      (join) => join.onTrue(),
    )
    .leftJoin('office.users as drafter', 'drafter.id', 'd.drafterId')
    .select('drafter.fullName as drafterName')
    .select(['t.id as taskId', 't.createdAt', 't.dueAt', 'main.fileId', 'main.sha256'])
    .select(['d.id', 'd.number', 'd.notation', 'd.typeName', 'd.subject', 'd.urgency'])
    .orderBy(boxOrder)
    .limit(MAX_BATCH)
    .execute();
  return rows.map(
    ({
      taskId,
      fileId,
      sha256,
      createdAt,
      dueAt,
      id,
      typeName,
      subject,
      urgency,
      drafterName,
      ...number
    }) => ({
      ...{ taskId, fileId, fileSha256: sha256 },
      document: { id, label: labelOf(number), typeName, subject, urgency, drafterName },
      createdAt: createdAt.toISOString(),
      dueAt: dueAt?.toISOString() ?? null,
    }),
  );
}
