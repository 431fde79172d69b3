import { jsonText } from '@congvan/storage';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { withTask } from '../assignments/withTask.ts';
import { id, line, type Organ, recipients } from '../inputs.ts';
import type { Office, Trx } from '../office.ts';
import { awaitPreservation } from '../preservation/awaitPreservation.ts';
import { requireState, updateDocument } from './documentRow.ts';

export const sendDocumentInput = z.object({
  taskId: id,
  recipients: recipients.min(1),
  note: line.optional(),
});

/**
 * The clerk issues the document: one delivery a recipient, over the exchange where the address book knows how, on paper
 * otherwise. The process then sends the packets.
 */
export async function sendDocument(
  office: Office,
  actor: Actor,
  input: z.input<typeof sendDocumentInput>,
): Promise<{ electronic: number; paper: number }> {
  const { taskId, recipients: to, note } = sendDocumentInput.parse(input);
  const step = { taskId, kind: 'send', outcome: 'send', action: 'document.send' } as const;
  return withTask(office, actor, step, async (trx, { document }) => {
    requireState(document, 'toSend');
    const rows = await deliveries(trx, document.id, to);
    await trx.insertInto('office.deliveries').values(rows).execute();
    await updateDocument(trx, document, { state: 'issued', recipients: jsonText(to) });
    await awaitPreservation(office, trx, document.id);
    const electronic = rows.filter(({ state }) => state === 'waiting').length;
    const output = { electronic, paper: rows.length - electronic };
    return { output, remark: note, details: { recipients: to.map(({ name }) => name), ...output } };
  });
}

async function deliveries(trx: Trx, documentId: string, to: readonly Organ[]) {
  const organIds = to.flatMap(({ organId }) => organId ?? []);
  const reachable = organIds.length
    ? await trx
        .selectFrom('office.agencies')
        .select('organId')
        .where('organId', 'in', organIds)
        .where('endpoint', 'is not', null)
        .execute()
    : [];
  const electronic = new Set(reachable.map(({ organId }) => organId));
  const seen = new Set<string>();
  return to
    .filter(({ organId, name }) => !seen.has(organId ?? name) && seen.add(organId ?? name))
    .map(({ organId = null, name }, position) => {
      const overExchange = organId !== null && electronic.has(organId);
      const state = overExchange ? ('waiting' as const) : ('paper' as const);
      return { documentId, position, organId, name, packetId: overExchange ? documentId : null, state };
    });
}
