import { expect } from 'vitest';
import { samplePdf } from '../../signing/testing/samplePdf.ts';
import type { Person } from '../client.ts';
import { userIdOf } from '../organisation.ts';
import { documentCalls } from '../routes/documents/schema.ts';
import { taskCalls } from '../routes/tasks/schema.ts';
import { eventually } from './eventually.ts';

/** A draft whose main text the drafter brought, and that has passed its reviews and waits for the leader. @returns the document's id */
export async function toSign(
  people: Record<string, Person>,
  organId: string,
  subject: string,
): Promise<string> {
  const id = (username: string) => userIdOf(organId, username);
  const { id: documentId } = await people.soanthao!.call(documentCalls.createOutgoing, {
    body: { typeCode: 'BB', subject, signerId: id('giamdoc') },
  });
  await people.soanthao!.call(documentCalls.addFile, { params: { id: documentId }, form: await mainText() });
  const step = async (username: string, body: { kind: 'draft' | 'reviewContent' | 'reviewForm' }) => {
    const person = people[username]!;
    const task = await eventually(async () => {
      const { items } = await person.call(taskCalls.list, { query: { kind: body.kind } });
      const found = items.find(({ document }) => document?.id === documentId);
      expect(found).toBeDefined();
      return found!;
    });
    await person.call(taskCalls.complete, { params: { id: task.id }, body: body as never });
  };
  const reviewers = {
    unitHeadId: id('truongphong'),
    formReviewerId: id('thethuc'),
    signerId: id('giamdoc'),
    recipients: [{ name: 'Sở Tài chính' }],
  };
  await step('soanthao', { kind: 'draft', ...{ outcome: 'submit', ...reviewers } });
  await step('truongphong', { kind: 'reviewContent', ...{ outcome: 'approve' } });
  await step('thethuc', { kind: 'reviewForm', ...{ outcome: 'approve' } });
  return documentId;
}

async function mainText(): Promise<FormData> {
  const page = { position: 'GIÁM ĐỐC', fullName: 'Nguyễn Văn Mẫu', notation: 'BB-STTTT' };
  const form = new FormData();
  form.set('document', JSON.stringify({ role: 'main' }));
  form.set('file', new Blob([new Uint8Array(await samplePdf(page))]), 'bien-ban.pdf');
  return form;
}
