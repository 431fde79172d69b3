import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Person } from '../../server/client.ts';
import { documentCalls } from '../../server/routes/documents/schema.ts';
import { packetCalls } from '../../server/routes/packets/schema.ts';
import { mainFileOf } from './checks.ts';
import type { OfficeAtWork } from './officeAtWork.ts';
import type { Played } from './replayStory.ts';

export interface Results {
  documents: { label: string; subject: string; issuedDate: string | null; file: string }[];
  signatures: { file: string; field: string; verdict: string; level: string | null; signer: string }[];
  packets: { packetId: string; from: string; to: string; file: string }[];
  statuses: { of: string; from: string; code: string; at: string }[];
}

/** Writes what the story made, as the clerks may read it, and tells of it. */
export async function writeResults(played: Played, folder: string): Promise<Results> {
  const results: Results = { documents: [], signatures: [], packets: [], statuses: [] };
  await writeOne(played.department, played.proposal.issued, folder, results);
  await writeOne(played.province, played.decision.issued, folder, results);
  return results;
}

async function writeOne(office: OfficeAtWork, id: string, folder: string, results: Results): Promise<void> {
  const document = await office.document(id);
  const { label, subject, issuedDate } = document;
  const asClerk = <T>(work: (clerk: Person) => Promise<T>) => office.as(office.clerk, work);
  const params = { id, fileId: mainFileOf(document).id };
  const name = plainName(label);

  const file = `${name}.pdf`;
  await writeFile(
    join(folder, file),
    await asClerk((clerk) => clerk.call(documentCalls.readFile, { params })),
  );
  results.documents.push({ label, subject, issuedDate, file });

  const { items: signatures } = await asClerk((clerk) => clerk.call(documentCalls.signatures, { params }));
  for (const { field, verdict, level, signer } of signatures) {
    results.signatures.push({ file, field, verdict, level, signer: signer.name });
  }

  const { items: deliveries } = await asClerk((clerk) =>
    clerk.call(documentCalls.deliveries, { params: { id } }),
  );
  for (const { recipient, packetId, statuses } of deliveries) {
    const to = recipient.organId ?? recipient.name;
    for (const { code, at } of statuses) results.statuses.push({ of: label, from: to, code, at });
    if (!packetId) continue;
    const packet = `${name}-${office.organId}-${to}.edxml`;
    const xml = await asClerk((clerk) => clerk.call(packetCalls.read, { params: { packetId } }));
    await writeFile(join(folder, packet), xml);
    results.packets.push({ packetId, from: office.organId, to, file: packet });
  }
}

/** «5447/QĐ-UBND» → «5447-QD-UBND»: a file name that every program takes. */
function plainName(label: string): string {
  return label
    .replaceAll('Đ', 'D')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\w.-]/g, '-');
}
