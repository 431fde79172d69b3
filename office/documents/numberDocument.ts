import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { checkTask, type TaskStep, withTask } from '../assignments/withTask.ts';
import { DocumentChangedError, InputError } from '../errors.ts';
import { day, id } from '../inputs.ts';
import type { Office } from '../office.ts';
import { keepFile, type StoredUpload, storeFile } from '../records/keepFile.ts';
import { mainFile } from '../records/mainFile.ts';
import { NumberTakenError } from '../registers/errors.ts';
import { nextNumber, takeNumber } from '../registers/takeNumber.ts';
import { refusing } from '../signing/errors.ts';
import { type DocumentRow, findDocument, requireState, updateDocument } from './documentRow.ts';
import { labelOf, shownNumber } from './label.ts';

export const numberDocumentInput = z.object({
  taskId: id,
  date: day,
  /** The number that the clerk was shown; refused when the register has moved on. */
  number: z.int().min(1).max(1_000_000).optional(),
});

/** How often another document may come first while this one is prepared with the number that it would have had. */
const MAX_ATTEMPTS = 20;

/**
 * The register gives number and date (Decree 30, art. 15), which are filled into the signed PDF. The page is made with
 * the next number before the register is locked, and again when that number went to another document meanwhile: a large
 * document, or threads that are busy, keep nobody else waiting. Number and page are kept in one transaction or not at all.
 * @throws {NumberTakenError} when the number asked for is not the next, or others came first every time
 */
export async function numberDocument(
  office: Office,
  actor: Actor,
  input: z.input<typeof numberDocumentInput>,
): Promise<{ number: number; label: string }> {
  const { taskId, date, number: expected } = numberDocumentInput.parse(input);
  const step = { taskId, kind: 'number', outcome: 'number', action: 'document.number' } as const;
  const { documentId } = await checkTask(office, actor, step);
  for (let attempt = 1; ; attempt++) {
    const page = await numberedPage(office, documentId, date, expected);
    try {
      return await keepNumber(office, actor, step, page);
    } catch (error) {
      const again = error instanceof NumberTakenError && expected === undefined && attempt < MAX_ATTEMPTS;
      if (!again) throw error;
    }
  }
}

/** A document with a number that is not its own yet. */
interface NumberedPage {
  document: DocumentRow;
  number: number;
  date: string;
  file: StoredUpload;
}

async function numberedPage(
  office: Office,
  documentId: string,
  date: string,
  expected: number | undefined,
): Promise<NumberedPage> {
  const document = await findDocument(office.db, documentId);
  requireState(document, 'toNumber');
  const { notation, mainOrigin, pageYear } = document;
  if (mainOrigin === 'template' && pageYear !== Number(date.slice(0, 4))) {
    throw new InputError('date', `Trang văn bản đã in «năm ${pageYear}»; hãy cấp ngày trong năm đó.`);
  }
  const number = await nextNumber(office, office.db, { kind: 'outgoing', date, notation, expected });
  const { sha256, name, mediaType } = await mainFile(office.db, documentId);
  const bytes = await office.files.get(sha256);
  const filled = await refusing(() => office.documents.fill(bytes, shownValues(number, date)));
  return { document, number, date, file: await storeFile(office, { role: 'main', name, mediaType }, filled) };
}

function keepNumber(office: Office, actor: Actor, step: TaskStep, page: NumberedPage) {
  const { document: known, number, date, file } = page;
  return withTask(office, actor, step, async (trx, { document }) => {
    requireState(document, 'toNumber');
    if (document.version !== known.version) throw new DocumentChangedError();
    const { id, notation } = document;
    await takeNumber(office, trx, { kind: 'outgoing', date, notation, expected: number });
    await keepFile(office, trx, id, file, actor.kind === 'person' ? actor.id : null);
    await updateDocument(trx, document, { state: 'toSeal', number, issuedDate: date });
    const label = labelOf({ number, notation });
    return { output: { number, label }, details: { number, notation, date, sha256: file.sha256 } };
  });
}

/** Two digits for days under 10 and for months 1 and 2 (Decree 30, Appendix I). */
function shownValues(number: number, date: string): Record<string, string> {
  const [, month = '', dayOfMonth = ''] = date.split('-');
  return {
    number: shownNumber(number),
    day: dayOfMonth,
    month: Number(month) <= 2 ? month : String(Number(month)),
  };
}
