import type { Office } from '../office.ts';
import { checkPacket } from './checkPacket.ts';

/** Why a document can only be returned to its sender; null: it may be received. */
export async function packetProblem(office: Office, documentId: string): Promise<string | null> {
  const packet = await office.db
    .selectFrom('office.packets')
    .select(['problemCode', 'problem'])
    .where('documentId', '=', documentId)
    .where('kind', '=', 'document')
    .executeTakeFirst();
  const { problem } = await checkPacket(office, documentId, packet ?? { problemCode: null, problem: null });
  return problem?.sentence ?? null;
}
