import { documentCalls } from '../../server/routes/documents/schema.ts';
import { taskCalls } from '../../server/routes/tasks/schema.ts';
import type { OfficeAtWork, Player } from './officeAtWork.ts';
import { PIN } from './organisations.ts';
import { arrivals, correctedBasis, decision, formRemark, instruction, proposal } from './story.ts';

/** Who takes part in issuing a document of one agency. */
interface Issuing {
  drafter: string;
  unitHead: string;
  formReviewer: string;
  signer: string;
  clerk: string;
}

/** The department's people on the proposal. */
export function proposalPlayers(office: OfficeAtWork): Player[] {
  const people: Issuing = {
    drafter: 'soanthao.stttt',
    unitHead: 'truongphong.stttt',
    formReviewer: 'thethuc.stttt',
    signer: 'giamdoc.stttt',
    clerk: 'vanthu.stttt',
  };
  return issuing(office, people, proposal.date, async () => ({
    kind: 'reviewForm',
    outcome: 'approve',
  }));
}

/** The province's people on the decision: the form reviewer returns it once, the drafter corrects it. */
export function decisionPlayers(office: OfficeAtWork): Player[] {
  const people: Issuing = {
    drafter: 'chuyenvien.ubnd',
    unitHead: 'truongphong.ubnd',
    formReviewer: 'thethuc.ubnd',
    signer: 'phochutich.ubnd',
    clerk: 'vanthu.ubnd',
  };
  return issuing(office, people, decision.date, async (_task, document) =>
    document.body?.includes(correctedBasis)
      ? { kind: 'reviewForm', outcome: 'approve' }
      : { kind: 'reviewForm', outcome: 'return', remark: formRemark },
  );
}

function issuing(office: OfficeAtWork, people: Issuing, date: string, reviewForm: Player['does']): Player[] {
  const { drafter, unitHead, formReviewer, signer, clerk } = people;
  return [
    {
      username: drafter,
      kind: 'draft',
      async does(task, document) {
        const { returnedWith } = await office.as(drafter, (person) =>
          person.call(taskCalls.get, { params: { id: task.id } }),
        );
        if (returnedWith === formRemark && !document.body?.includes(correctedBasis)) {
          const body = `${correctedBasis}\n${document.body}`;
          await office.as(drafter, (person) =>
            person.call(documentCalls.updateDraft, {
              params: { id: document.id },
              body: { version: document.version, body },
            }),
          );
        }
        return {
          kind: 'draft',
          outcome: 'submit',
          unitHeadId: await office.personId(unitHead),
          formReviewerId: await office.personId(formReviewer),
          signerId: await office.personId(signer),
        };
      },
    },
    {
      username: unitHead,
      kind: 'reviewContent',
      does: async () => ({ kind: 'reviewContent', outcome: 'approve' }),
    },
    { username: formReviewer, kind: 'reviewForm', does: reviewForm },
    {
      username: signer,
      kind: 'sign',
      does: async () => ({ kind: 'sign', outcome: 'sign', passphrase: PIN }),
    },
    { username: clerk, kind: 'number', does: async () => ({ kind: 'number', outcome: 'number', date }) },
    { username: clerk, kind: 'seal', does: async () => ({ kind: 'seal', outcome: 'seal', passphrase: PIN }) },
    {
      username: clerk,
      kind: 'send',
      does: async (_task, { recipients }) => ({ kind: 'send', outcome: 'send', recipients }),
    },
  ];
}

/** The province's people on the proposal that arrived. The official opens the decision and works on that. */
export function incomingPlayers(office: OfficeAtWork): Player[] {
  const acknowledging = ['phoihop1.ubnd', 'phoihop2.ubnd'].map(
    (username): Player => ({
      username,
      kind: 'acknowledge',
      does: async () => ({ kind: 'acknowledge', outcome: 'acknowledge', note: 'Đã nhận, sẽ phối hợp.' }),
    }),
  );
  return [
    receiving('vanthu.ubnd', arrivals.proposalAtProvince),
    {
      username: 'vanthu.ubnd',
      kind: 'submit',
      does: async () => ({
        kind: 'submit',
        outcome: 'submit',
        leaderId: await office.personId('phochutich.ubnd'),
      }),
    },
    {
      username: 'phochutich.ubnd',
      kind: 'instruct',
      does: async () => ({
        kind: 'instruct',
        outcome: 'instruct',
        instruction: instruction.text,
        lead: { unitId: await office.unitId(instruction.lead) },
        assist: await Promise.all(
          instruction.assist.map(async (code) => ({ unitId: await office.unitId(code) })),
        ),
        dueDate: instruction.dueDate,
      }),
    },
    {
      username: 'truongphong.ubnd',
      kind: 'assign',
      does: async () => ({
        kind: 'assign',
        outcome: 'assign',
        userId: await office.personId('chuyenvien.ubnd'),
      }),
    },
    {
      username: 'chuyenvien.ubnd',
      kind: 'handle',
      async does(task) {
        const { responses } = await office.as('chuyenvien.ubnd', (person) =>
          person.call(taskCalls.get, { params: { id: task.id } }),
        );
        if (responses.length > 0) return undefined;
        const signerId = await office.personId('phochutich.ubnd');
        return { kind: 'handle', outcome: 'respond', ...decision.draft, signerId };
      },
    },
    ...acknowledging,
  ];
}

/** The clerk who takes an arriving document into the register. */
export function receiving(username: string, arrivalDate: string): Player {
  return {
    username,
    kind: 'receive',
    does: async () => ({ kind: 'receive', outcome: 'receive', arrivalDate }),
  };
}
