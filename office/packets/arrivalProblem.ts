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
    const named = await namedHere(trx, packet);
    return {
      problemCode: 'packet-business',
      problem: `nơi gửi xin ${wish} ${named}, không gửi văn bản mới.`,
    };
  }
  const earlier = await arrivals(trx, packet.from.organId, packet.documentId)
    .where('p.state', '<>', 'returned')
    .executeTakeFirst();
  if (!earlier) return null;
  return {
    problemCode: 'document-repeated',
    problem: `văn bản ${labelOf(earlier)} đã đến trước đó (${shownArrival(earlier)}).`,
  };
}

/** The document that a packet is about by the number that people know; by its id alone where it never came. */
async function namedHere(trx: Trx, { from, business }: StoredDocumentPacket): Promise<string> {
  if (business.documentId === undefined) return 'một văn bản';
  const known = await arrivals(trx, from.organId, business.documentId).executeTakeFirst();
  return known
    ? `văn bản ${labelOf(known)} (${shownArrival(known)})`
    : `một văn bản chưa từng đến đây (mã ${business.documentId})`;
}

const shownArrival = ({ arrivalNumber }: { arrivalNumber: number | null }) =>
  arrivalNumber === null ? 'đang chờ tiếp nhận' : `số đến ${arrivalNumber}`;

const arrivals = (trx: Trx, senderId: string, documentId: string) =>
  trx
    .selectFrom('office.packets as p')
    .innerJoin('office.documents as d', 'd.id', 'p.documentId')
    .select(['d.number', 'd.notation', 'd.arrivalNumber'])
    .where(sql`p.refers_to ->> 'documentId'`, '=', documentId)
    .where('p.kind', '=', 'document')
    .where('p.senderId', '=', senderId);
