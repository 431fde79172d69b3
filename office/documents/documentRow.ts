import type { Selectable, Updateable } from 'kysely';
import { DocumentNotFoundError, DocumentStateError } from '../errors.ts';
import type { DocumentState } from '../inputs.ts';
import type { Database, Trx } from '../office.ts';
import type { DocumentsTable } from '../tables.ts';

export type DocumentRow = Selectable<DocumentsTable>;

/** @throws {DocumentNotFoundError} */
export async function findDocument(db: Database, id: string): Promise<DocumentRow> {
  const row = await db.selectFrom('office.documents').selectAll().where('id', '=', id).executeTakeFirst();
  if (!row) throw new DocumentNotFoundError(id);
  return row;
}

/** @throws {DocumentNotFoundError} */
export async function lockDocument(trx: Trx, id: string): Promise<DocumentRow> {
  const row = await trx
    .selectFrom('office.documents')
    .selectAll()
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw new DocumentNotFoundError(id);
  return row;
}

/** Writes facts of a locked document and moves its version on. */
export async function updateDocument(
  trx: Trx,
  { id, version }: Pick<DocumentRow, 'id' | 'version'>,
  facts: Updateable<DocumentsTable>,
): Promise<void> {
  await trx
    .updateTable('office.documents')
    .set({ ...facts, version: version + 1 })
    .where('id', '=', id)
    .execute();
}

/** @throws {DocumentStateError} */
export function requireState(document: DocumentRow, ...states: DocumentState[]): void {
  if (states.includes(document.state)) return;
  throw new DocumentStateError(
    document.state,
    `Văn bản đang ở trạng thái «${stateLabels[document.state]}», không làm được việc này.`,
  );
}

const stateLabels: Record<DocumentState, string> = {
  arrived: 'chờ tiếp nhận',
  received: 'đã vào sổ',
  submitted: 'đã trình lãnh đạo',
  assigned: 'đã phân công',
  handling: 'đang xử lý',
  done: 'đã xử lý xong',
  returned: 'đã trả lại',
  withdrawn: 'đã thu hồi',
  draft: 'dự thảo',
  contentReview: 'chờ kiểm tra nội dung',
  formReview: 'chờ kiểm tra thể thức',
  toSign: 'chờ ký',
  toNumber: 'chờ cấp số',
  toSeal: 'chờ ký số của cơ quan',
  toSend: 'chờ phát hành',
  issued: 'đã phát hành',
  replaced: 'đã được thay thế',
};
