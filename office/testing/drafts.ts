import { samplePdf } from '../../signing/testing/samplePdf.ts';
import { addDocumentFile, completeTask, createDraft, type TaskKind } from '../index.ts';
import { type OfficeAtTest, PIN } from './officeAtTest.ts';
import { giveTask } from './tasks.ts';

/** The steps of an outgoing document in their order; `draftAfter` does those before the one that is named. */
const order = ['draft', 'reviewContent', 'reviewForm', 'sign', 'number', 'seal', 'send'] as const;
export type OutgoingStep = (typeof order)[number];

/** A draft with a main text that the drafter brought, walked up to (not including) a step. */
export async function draftBefore(at: OfficeAtTest, step: OutgoingStep): Promise<string> {
  const { office, people } = at;
  const { documentId } = await createDraft(office, people.official, {
    typeCode: 'BB',
    subject: 'Biên bản kiểm tra',
  });
  const content = await samplePdf({
    position: 'GIÁM ĐỐC',
    fullName: 'Nguyễn Văn leader',
    notation: 'BB-SMH',
  });
  const main = { documentId, role: 'main' } as const;
  await addDocumentFile(office, people.official, main, { name: 'bien-ban.pdf', content });
  for (const done of order.slice(0, order.indexOf(step))) await doStep(at, documentId, done);
  return documentId;
}

/** Does one step as the person whose it is. */
export async function doStep(
  at: OfficeAtTest,
  documentId: string,
  kind: OutgoingStep,
  changes: Record<string, unknown> = {},
): Promise<void> {
  const { person, ...input } = inputs(at)[kind];
  const taskId = await giveTask(at, kind as TaskKind, documentId, { assigneeId: person.id });
  await completeTask(at.office, person, { taskId, kind, ...input, ...changes });
}

const inputs = ({ people }: OfficeAtTest) => ({
  draft: {
    person: people.official,
    outcome: 'submit',
    unitHeadId: people.unitHead.id,
    formReviewerId: people.formReviewer.id,
    signerId: people.leader.id,
    recipients: [{ name: 'Sở Tài chính' }],
  },
  reviewContent: { person: people.unitHead, outcome: 'approve' },
  reviewForm: { person: people.formReviewer, outcome: 'approve' },
  sign: { person: people.leader, outcome: 'sign', passphrase: PIN },
  number: { person: people.clerk, outcome: 'number', date: '2026-11-24' },
  seal: { person: people.clerk, outcome: 'seal', passphrase: PIN },
  send: { person: people.clerk, outcome: 'send', recipients: [{ name: 'Sở Tài chính' }] },
});
