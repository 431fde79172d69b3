import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { checkTask, withTask } from '../assignments/withTask.ts';
import { InputError } from '../errors.ts';
import { day, id } from '../inputs.ts';
import type { Office } from '../office.ts';
import { keepFile, storeFile } from '../records/keepFile.ts';
import { mainFile } from '../records/mainFile.ts';
import { takeNumber } from '../registers/takeNumber.ts';
import { refusing } from '../signing/errors.ts';
import { requireState, updateDocument } from './documentRow.ts';
import { labelOf, shownNumber } from './label.ts';

export const numberDocumentInput = z.object({
  taskId: id,
  date: day,
  /** The number that the clerk was shown; refused when the register has moved on. */
  number: z.int().min(1).max(1_000_000).optional(),
});

/** The register gives number and date (Decree 30, art. 15), which are filled into the signed PDF. */
export async function numberDocument(
  office: Office,
  actor: Actor,
  input: z.input<typeof numberDocumentInput>,
): Promise<{ number: number; label: string }> {
  const { taskId, date, number: expected } = numberDocumentInput.parse(input);
  const step = { taskId, kind: 'number', outcome: 'number', action: 'document.number' } as const;
  await checkTask(office, actor, step);
  return withTask(office, actor, step, async (trx, { document }) => {
    requireState(document, 'toNumber');
    const { notation, mainOrigin, pageYear } = document;
    if (mainOrigin === 'template' && pageYear !== Number(date.slice(0, 4))) {
      throw new InputError('date', `Trang văn bản đã in «năm ${pageYear}»; hãy cấp ngày trong năm đó.`);
    }
    const number = await takeNumber(office, trx, { kind: 'outgoing', date, notation, expected });
    const signed = await mainFile(trx, document.id);
    const bytes = await office.files.get(signed.sha256);
    const filled = await refusing(() => office.documents.fill(bytes, shownValues(number, date)));
    const { name, mediaType } = signed;
    const file = await storeFile(office, { role: 'main', name, mediaType }, filled);
    await keepFile(office, trx, document.id, file, actor.kind === 'person' ? actor.id : null);
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
