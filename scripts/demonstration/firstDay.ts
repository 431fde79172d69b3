import { documentCalls } from '../../server/routes/documents/schema.ts';
import type { Environment } from './environment.ts';
import { OfficeAtWork } from './officeAtWork.ts';
import { proposalPlayers } from './players.ts';
import { scan } from './scan.ts';
import { proposal } from './story.ts';

/** What lies in the boxes on the story's first day, besides the proposal; made up. */
const arrivals = [
  {
    organId: 'H56.14',
    issuer: 'Công ty TNHH Minh Họa',
    number: '12',
    notation: 'CV-MH',
    typeCode: 'CV',
    issuedDate: '2026-11-20',
    subject: 'Xin ý kiến về việc thử nghiệm phần mềm văn phòng (bản minh họa)',
    urgency: 'normal',
  },
  {
    organId: 'H56.14',
    issuer: 'Hội Tin học Minh Họa',
    number: '03',
    notation: 'GM-HTH',
    typeCode: 'GM',
    issuedDate: '2026-11-23',
    subject: 'Giấy mời dự hội thảo chuyển đổi số (bản minh họa)',
    urgency: 'urgent',
  },
  {
    organId: 'H56',
    issuer: 'Trường Đại học Minh Họa',
    number: '87',
    notation: 'BC-DHMH',
    typeCode: 'BC',
    issuedDate: '2026-11-19',
    subject: 'Báo cáo kết quả phối hợp đào tạo cán bộ công nghệ thông tin (bản minh họa)',
    urgency: 'normal',
  },
] as const;

/** Fills the boxes over HTTP, as people would; what is there already stays as it is. */
export async function loadFirstDay(places: Environment['places']): Promise<void> {
  const offices = {
    'H56.14': new OfficeAtWork('H56.14', places['H56.14'].url),
    H56: new OfficeAtWork('H56', places.H56.url),
  };
  for (const { organId, issuer, ...paper } of arrivals) {
    const office = offices[organId];
    if (await office.find(office.clerk, 'incoming', paper.subject)) continue;
    const form = new FormData();
    form.set('document', JSON.stringify({ source: 'paper', issuer: { name: issuer }, ...paper }));
    const pdf = await scan([issuer, `Số: ${paper.number}/${paper.notation}`, paper.subject]);
    form.set(
      'main',
      new Blob([Buffer.from(pdf)], { type: 'application/pdf' }),
      `${paper.number}-${paper.notation}.pdf`,
    );
    await office.as(office.clerk, (clerk) => clerk.call(documentCalls.registerIncoming, { form }));
  }
  await draftProposal(offices['H56.14']);
}

/** The proposal is written and waits for the head of the unit. */
async function draftProposal(office: OfficeAtWork): Promise<void> {
  const drafter = 'soanthao.stttt';
  if (await office.find(drafter, 'outgoing', proposal.draft.subject)) return;
  const signerId = await office.personId('giamdoc.stttt');
  const { id } = await office.as(drafter, (person) =>
    person.call(documentCalls.createOutgoing, { body: { ...proposal.draft, signerId } }),
  );
  const drafting = proposalPlayers(office).filter(({ kind }) => kind === 'draft');
  await office.play(id, drafting, ({ state }) => state === 'contentReview');
}
