import { withTask } from '../assignments/withTask.ts';
import { requireState, updateDocument } from '../documents/documentRow.ts';
import { DocumentChangedError } from '../errors.ts';
import type { Office, Trx } from '../office.ts';
import { keepFile, storeFile } from '../records/keepFile.ts';
import type { SigningTask } from './signingTask.ts';
import type { KeyKind } from './tables.ts';

export interface MadeSignature {
  pdf: Uint8Array;
  /** The field that holds it: the task's own, unless a plug-in chose another. */
  field?: string;
  keyKind: KeyKind;
  /** What the person says with it. */
  note?: string | undefined;
}

/**
 * Keeps a signed document and what it means, in one transaction: the new version of the file, the state, the task, the
 * audit entry, and what the caller adds to it.
 */
export async function keepSignature(
  office: Office,
  signing: SigningTask,
  { pdf, keyKind, note, field = signing.field }: MadeSignature,
  also: (trx: Trx, sha256: string) => Promise<void> = async () => undefined,
): Promise<void> {
  const { actor, step, document: known, main, part } = signing;
  const { name, mediaType } = main;
  const signed = await storeFile(office, { role: 'main', name, mediaType }, pdf);
  await withTask(office, actor, step, async (trx, { document }) => {
    requireState(document, signing.state);
    if (document.version !== known.version) throw new DocumentChangedError();
    await keepFile(office, trx, document.id, signed, actor.id);
    await updateDocument(trx, document, { state: signing.next });
    await trx
      .insertInto('office.signatures')
      .values({
        ...{ documentId: document.id, part, field, keyKind },
        userId: signing.owner,
        beforeSha256: main.sha256,
        afterSha256: signed.sha256,
        madeAt: office.clock.now(),
      })
      .execute();
    await also(trx, signed.sha256);
    return { output: undefined, remark: note, details: { part, keyKind, sha256: signed.sha256 } };
  });
}
