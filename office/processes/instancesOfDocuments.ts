import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { documentsNamed } from '../documents/documentsNamed.ts';
import type { Office } from '../office.ts';
import { auditingDenial, authorize } from '../useCase.ts';

export const instancesOfDocumentsInput = z.string().trim().min(1).max(200);

/**
 * Keys of the instances that work on a document named by its id, its label «2225/TTr-STTTT», or its number or arrival
 * number. An admin learns nothing else of the document.
 */
export async function instancesOfDocuments(
  office: Office,
  actor: Actor,
  input: z.input<typeof instancesOfDocumentsInput>,
): Promise<string[]> {
  const name = instancesOfDocumentsInput.parse(input);
  await auditingDenial(office, actor, {}, async () => authorize(actor, 'process.manage'));
  const query = documentsNamed(office, name)?.where('processInstanceKey', 'is not', null);
  const rows = (await query?.execute()) ?? [];
  return rows.flatMap(({ processInstanceKey }) => processInstanceKey ?? []);
}
