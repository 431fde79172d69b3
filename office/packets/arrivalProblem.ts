import type { StoredDocumentPacket } from '@congvan/exchange';
import { sql } from 'kysely';
import { labelOf } from '../documents/label.ts';
import type { Trx } from '../office.ts';

export interface ArrivalProblem {
  problemCode: string;
  problem: string;
}

const asked: Partial<Record<StoredDocumentPacket['business']['type'], string>> = {
  withdraw: 'thu hồi',
  update: 'cập nhật',
};

/** Why a document may not be registered as a new one, though its packet is right; null: it may. */
export async function arrivalProblem(trx: Trx, packet: StoredDocumentPacket): Promise<ArrivalProblem | null> {
  const wish = asked[packet.business.type];
  if (wish) {
    return {
      problemCode: 'packet-business',
      problem: `nơi gửi xin ${wish} văn bản ${packet.business.documentId ?? ''}, không gửi văn bản mới.`,
    };
  }
  const earlier = await trx
    .selectFrom('office.packets as p')
    .innerJoin('office.documents as d', 'd.id', 'p.documentId')
    .select(['d.number', 'd.notation', 'd.arrivalNumber'])
    .where(sql`p.refers_to ->> 'documentId'`, '=', packet.documentId)
    .where('p.kind', '=', 'document')
    .where('p.senderId', '=', packet.from.organId)
    .where('p.state', '<>', 'returned')
    .executeTakeFirst();
  if (!earlier) return null;
  const arrival = earlier.arrivalNumber === null ? 'đang chờ tiếp nhận' : `số đến ${earlier.arrivalNumber}`;
  return {
    problemCode: 'document-repeated',
    problem: `văn bản ${labelOf(earlier)} đã đến trước đó (${arrival}).`,
  };
}
