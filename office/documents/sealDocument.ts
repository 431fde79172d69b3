import { signPdf } from '@congvan/signing';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { checkTask, withTask } from '../assignments/withTask.ts';
import { DocumentChangedError } from '../errors.ts';
import { id, passphrase } from '../inputs.ts';
import type { Office } from '../office.ts';
import { keepFile, storeFile } from '../records/keepFile.ts';
import { mainFile } from '../records/mainFile.ts';
import { PersonSignatureMissingError, refusing } from '../signing/errors.ts';
import { openKey } from '../signing/openKey.ts';
import { reportOn } from '../signing/reportOn.ts';
import { findDocument, requireState, updateDocument } from './documentRow.ts';

export const sealDocumentInput = z.object({ taskId: id, passphrase });

/**
 * The clerk signs with the agency's key, visibly as its seal; only a numbered document that bears the valid signature of
 * the competent person (Decree 30, art. 32.2).
 */
export async function sealDocument(
  office: Office,
  actor: Actor,
  input: z.input<typeof sealDocumentInput>,
): Promise<void> {
  const { taskId, passphrase: words } = sealDocumentInput.parse(input);
  const step = { taskId, kind: 'seal', outcome: 'seal', action: 'document.seal' } as const;
  const { documentId } = await checkTask(office, actor, step);
  const known = await findDocument(office.db, documentId);
  requireState(known, 'toSeal');
  const numbered = await mainFile(office.db, documentId);
  await requirePersonSignature(office, numbered.sha256);
  const { key, image } = await openKey(office, actor, null, words, documentId);
  const bytes = await office.files.get(numbered.sha256);
  const pdf = await refusing(() =>
    signPdf(bytes, {
      key,
      level: 'B-T',
      field: 'agency',
      appearance: { kind: 'image', png: image },
      timestampUrls: office.signing.timestampUrls,
      signedAt: office.clock.now(),
    }),
  );
  const { name, mediaType } = numbered;
  const sealed = await storeFile(office, { role: 'main', name, mediaType }, pdf);
  await withTask(office, actor, step, async (trx, { document }) => {
    requireState(document, 'toSeal');
    if (document.version !== known.version) throw new DocumentChangedError();
    await keepFile(office, trx, documentId, sealed, actor.kind === 'person' ? actor.id : null);
    await updateDocument(trx, document, { state: 'toSend' });
    return { output: undefined, details: { sha256: sealed.sha256 } };
  });
}

async function requirePersonSignature(office: Office, sha256: string): Promise<void> {
  const report = await reportOn(office, sha256);
  const person = report.signatures.find(({ field }) => field === 'person');
  if (!person) throw new PersonSignatureMissingError('văn bản chưa có chữ ký số của người có thẩm quyền.');
  if (person.verdict !== 'valid') throw new PersonSignatureMissingError(person.sentence);
}
