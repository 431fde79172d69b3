import type { Office, Trx } from '../office.ts';
import { keepFile } from '../records/keepFile.ts';
import { mainFile } from '../records/mainFile.ts';

/**
 * Before a document goes back to its drafter: the main file as it was before anybody initialled or signed it becomes the
 * latest version again. The signed ones are kept beside it.
 */
export async function withdrawSignatures(
  office: Pick<Office, 'clock'>,
  trx: Trx,
  documentId: string,
): Promise<void> {
  const made = await trx
    .selectFrom('office.signatures')
    .select(['beforeSha256', 'afterSha256'])
    .where('documentId', '=', documentId)
    .orderBy('id', 'desc')
    .execute();
  if (made.length === 0) return;
  const latest = await mainFile(trx, documentId);
  let { sha256 } = latest;
  for (const { beforeSha256, afterSha256 } of made) if (afterSha256 === sha256) sha256 = beforeSha256;
  if (sha256 === latest.sha256) return;
  const { role, name, mediaType, size } = await trx
    .selectFrom('office.documentFiles')
    .selectAll()
    .where('documentId', '=', documentId)
    .where('sha256', '=', sha256)
    .limit(1)
    .executeTakeFirstOrThrow();
  await keepFile(office, trx, documentId, { role, name, mediaType, size, sha256 }, null);
}
