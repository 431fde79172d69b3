import { jsonText } from '@congvan/storage';
import { z } from 'zod';
import type { Actor } from '../actor.ts';
import { writeAudit } from '../audit/writeAudit.ts';
import type { Office } from '../office.ts';
import { authorize, authorizeSystem, inTransaction } from '../useCase.ts';
import { bpmnId } from './inputs.ts';

const days = z.int().min(1).max(36_500).nullable();

export const monitoringInput = z.object({
  /** Names of variables, or ends of paths, whose values are masked. */
  maskedNames: z.array(z.string().trim().min(2).max(100)).max(200),
  /** Characters of a value as JSON; longer ones are masked. */
  maxValueLength: z.int().min(100).max(200_000),
  /** Days that the history of ended instances is kept; null: for ever. */
  retentionDays: days,
  /** BPMN process id → days, where they differ. */
  retentionByProcess: z
    .record(bpmnId, days)
    .refine((byProcess) => Object.keys(byProcess).length <= 500, 'Tối đa 500 quy trình.'),
});
export type Monitoring = z.output<typeof monitoringInput>;

/** What an admin has decided on watching processes; undefined: nothing yet. */
export async function getMonitoring({ db }: Office): Promise<Monitoring | undefined> {
  return db
    .selectFrom('office.monitoring')
    .select(['maskedNames', 'maxValueLength', 'retentionDays', 'retentionByProcess'])
    .executeTakeFirst();
}

/** An admin decides what is masked and for how long history is kept. */
export async function setMonitoring(
  office: Office,
  actor: Actor,
  input: z.input<typeof monitoringInput>,
): Promise<void> {
  const monitoring = monitoringInput.parse(input);
  const row = { ...monitoring, retentionByProcess: jsonText(monitoring.retentionByProcess) };
  await inTransaction(office, actor, {}, async (trx) => {
    authorize(actor, 'process.manage');
    await trx
      .insertInto('office.monitoring')
      .values(row)
      .onConflict((conflict) => conflict.column('onlyOne').doUpdateSet(row))
      .execute();
    await writeAudit(office, trx, actor, { action: 'process.setMonitoring', details: monitoring });
  });
}

/** The office tells that history was removed because its time was over. */
export async function historyCleaned(office: Office, actor: Actor, removed: number): Promise<void> {
  authorizeSystem(actor, 'process.cleanHistory');
  const details = { removed };
  await writeAudit(office, office.db, actor, { action: 'process.cleanHistory', details });
}
