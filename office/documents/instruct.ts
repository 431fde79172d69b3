import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { withTask } from '../assignments/withTask.ts';
import { dayOf } from '../dates.ts';
import { InputError } from '../errors.ts';
import { day, id, type Part, text } from '../inputs.ts';
import type { Office } from '../office.ts';
import { requireUnits } from '../people/requirePerson.ts';
import { requireState, updateDocument } from './documentRow.ts';
import { openTo } from './readers.ts';

const units = z.array(z.object({ unitId: id })).max(50);

export const instructInput = z.object({
  taskId: id,
  instruction: text,
  lead: z.object({ unitId: id }),
  assist: units.default([]),
  know: units.default([]),
  dueDate: day.optional(),
});

/** The leader writes who leads, who assists, who is to know, and by when (Decree 30, art. 23.2, 23.4). */
export async function instruct(
  office: Office,
  actor: Actor,
  input: z.input<typeof instructInput>,
): Promise<void> {
  const { taskId, instruction, lead, assist, know, dueDate } = instructInput.parse(input);
  const parts: { unitId: string; part: Part }[] = [
    { ...lead, part: 'lead' as const },
    ...assist.map((unit) => ({ ...unit, part: 'assist' as const })),
    ...know.map((unit) => ({ ...unit, part: 'know' as const })),
  ];
  const unitIds = parts.map(({ unitId }) => unitId);
  const step = { taskId, kind: 'instruct', outcome: 'instruct', action: 'document.instruct' } as const;
  await withTask(office, actor, step, async (trx, { document }) => {
    requireState(document, 'submitted');
    if (new Set(unitIds).size !== unitIds.length) {
      throw new InputError('assist', 'Một đơn vị chỉ nhận một vai: chủ trì, phối hợp hoặc để biết.');
    }
    await requireUnits(trx, 'lead', unitIds);
    const createdAt = office.clock.now();
    if (dueDate && dueDate < (document.arrivalDate ?? dayOf(createdAt))) {
      throw new InputError('dueDate', 'Hạn xử lý sớm hơn ngày văn bản đến.');
    }
    const common = { documentId: document.id, instruction, dueDate: dueDate ?? null, state: 'open' as const };
    const assignedBy = actor.kind === 'person' ? actor.id : null;
    await trx
      .insertInto('office.assignments')
      .values(parts.map((part) => ({ ...common, ...part, assignedBy, createdAt })))
      .execute();
    await updateDocument(trx, document, { state: 'assigned', dueDate: dueDate ?? document.dueDate });
    await openTo(trx, document.id, ...unitIds.map((unitId) => `role:unitHead@${unitId}`));
    return {
      output: undefined,
      variables: {
        leadUnitId: lead.unitId,
        recipients: parts.filter(({ part }) => part !== 'lead'),
        dueDate: dueDate ?? null,
      },
      details: { instruction, parts, dueDate: dueDate ?? null },
    };
  });
}
