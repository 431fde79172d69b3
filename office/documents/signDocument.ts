import { findPlaces, preparePdf, signPdf } from '@congvan/signing';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { checkTask, withTask } from '../assignments/withTask.ts';
import { DocumentChangedError, ForbiddenError } from '../errors.ts';
import { id, passphrase } from '../inputs.ts';
import type { Office } from '../office.ts';
import { ownAgency } from '../people/ownAgency.ts';
import { keepFile, storeFile } from '../records/keepFile.ts';
import { mainFile } from '../records/mainFile.ts';
import { signingLines } from '../records/signingLines.ts';
import { PlaceMissingError, refusing } from '../signing/errors.ts';
import { openKey } from '../signing/openKey.ts';
import type { DocumentSigner } from '../tables.ts';
import { findDocument, requireState, updateDocument } from './documentRow.ts';

export const signDocumentInput = z.object({ taskId: id, passphrase });

/**
 * The competent person signs: fields for both signatures, the number and the date are laid into the PDF, then it is
 * signed visibly (PAdES B-T). Anything that goes wrong leaves the document as it was.
 */
export async function signDocument(
  office: Office,
  actor: Actor,
  input: z.input<typeof signDocumentInput>,
): Promise<void> {
  const { taskId, passphrase: words } = signDocumentInput.parse(input);
  const step = { taskId, kind: 'sign', outcome: 'sign', action: 'document.sign' } as const;
  const { documentId } = await checkTask(office, actor, step);
  if (actor.kind !== 'person') throw new ForbiddenError('document.sign');
  const known = await findDocument(office.db, documentId);
  requireState(known, 'toSign');
  const unsigned = await mainFile(office.db, documentId);
  const { key, image } = await openKey(office, actor, actor.id, words, documentId);
  const signer = known.signer!;
  const { capacity, position } = signingLines((await ownAgency(office.db)).name, signer);
  const claimed = { position, ...(capacity.length ? { capacity: capacity.join(', ') } : {}) };
  const pdf = await refusing(async () => {
    const prepared = await layFields(await office.files.get(unsigned.sha256), signer);
    return signPdf(prepared, {
      key,
      level: 'B-T',
      field: 'person',
      appearance: { kind: 'image', png: image },
      timestampUrls: office.signing.timestampUrls,
      signedAt: office.clock.now(),
      ...claimed,
    });
  });
  const { name, mediaType } = unsigned;
  const signed = await storeFile(office, { role: 'main', name, mediaType }, pdf);
  await withTask(office, actor, step, async (trx, { document }) => {
    requireState(document, 'toSign');
    if (document.version !== known.version) throw new DocumentChangedError();
    await keepFile(office, trx, documentId, signed, actor.id);
    await updateDocument(trx, document, { state: 'toNumber' });
    return { output: undefined, details: { sha256: signed.sha256 } };
  });
}

async function layFields(pdf: Uint8Array, signer: DocumentSigner): Promise<Buffer> {
  const places = await findPlaces(pdf, {
    fullName: signer.fullName,
    ...(signer.position ? { position: signer.position } : {}),
  });
  const { person, agency, number, day, month } = places;
  if (!person || !agency) throw new PlaceMissingError(`chỗ ký của «${signer.fullName}»`);
  if (!number || !day || !month) throw new PlaceMissingError('chỗ ghi số và ngày, tháng (trang đầu)');
  return preparePdf(pdf, { signatures: { person, agency }, texts: { number, day, month } });
}
