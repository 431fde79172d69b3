import { documentCalls } from '../../server/routes/documents/schema.ts';
import { registerCalls } from '../../server/routes/registers/schema.ts';
import type { Document, OfficeAtWork } from './officeAtWork.ts';
import type { Played } from './replayStory.ts';
import { patiently, until } from './retry.ts';
import { decision, formRemark, proposal } from './story.ts';

export interface Check {
  name: string;
  ok: boolean;
  seen: unknown;
}

const STATUSES = ['01', '03', '04', '05', '06'];

/** Looks, over HTTP, at everything that the story must have left behind. */
export async function checkStory({ department, province, ...story }: Played): Promise<Check[]> {
  const checks: Check[] = [];
  const check = (name: string, ok: boolean, seen: unknown) => checks.push({ name, ok, seen });

  for (const [office, id] of [
    [department, story.proposal.issued],
    [province, story.proposal.arrived],
    [province, story.decision.issued],
    [department, story.decision.arrived],
  ] as const) {
    const document = await office.document(id);
    const signatures = await signaturesOf(office, document);
    const valid =
      signatures.length === 2 &&
      signatures.every(({ verdict, level }) => verdict === 'valid' && level === 'B-T');
    check(
      `chữ ký trên ${document.label} ở ${office.organId}`,
      valid,
      signatures.map(({ field, verdict, level, reasons }) => ({ field, verdict, level, reasons })),
    );
  }

  const codes = await statusesOf(department, story.proposal.issued, 'H56', STATUSES);
  check(
    'trạng thái của Tờ trình về tới H56.14',
    STATUSES.every((code) => codes.includes(code)),
    codes,
  );
  const back = await statusesOf(province, story.decision.issued, 'H56.14', ['01', '03']);
  check(
    'trạng thái của Quyết định về tới H56',
    ['01', '03'].every((code) => back.includes(code)),
    back,
  );

  for (const [office, { notation, number, date }] of [
    [department, proposal],
    [province, decision],
  ] as const) {
    const rows = (await register(office, 'outgoing')).outgoing;
    const row = rows.find(
      (item) => `${item.number}/${item.notation}` === notation || item.notation === notation,
    );
    check(`sổ văn bản đi của ${office.organId}`, row?.number === number && row.issuedDate === date, row);
  }
  for (const [office, id] of [
    [province, story.proposal.arrived],
    [department, story.decision.arrived],
  ] as const) {
    const row = (await register(office, 'incoming')).incoming.find(({ documentId }) => documentId === id);
    check(`sổ văn bản đến của ${office.organId}`, row !== undefined, row);
  }

  const closed = await province.document(story.proposal.arrived);
  check(`${proposal.notation} hoàn thành ở H56`, closed.state === 'done', closed.state);
  const arrived = await department.document(story.decision.arrived);
  check(
    `${decision.notation} đến H56.14`,
    arrived.state === 'received' && arrived.label === decision.notation,
    {
      label: arrived.label,
      state: arrived.state,
    },
  );
  const remarks = await remarksOn(province, story.decision.issued);
  const returns = remarks.filter((remark) => remark === formRemark).length;
  check('Quyết định bị trả lại đúng một lần', returns === 1, remarks);
  return checks;
}

export function mainFileOf(document: Document) {
  const file = document.files.find(({ role, latest }) => role === 'main' && latest);
  if (!file) throw new Error(`${document.label} không có tệp chính`);
  return file;
}

async function signaturesOf(office: OfficeAtWork, document: Document) {
  const params = { id: document.id, fileId: mainFileOf(document).id };
  const { items } = await office.as(office.clerk, (clerk) =>
    clerk.call(documentCalls.signatures, { params }),
  );
  return items;
}

/** Codes reported by a receiver; waits for those wanted, because they travel after the deed. */
async function statusesOf(
  office: OfficeAtWork,
  id: string,
  organId: string,
  wanted: string[],
): Promise<string[]> {
  const look = async () => {
    const { items } = await office.as(office.clerk, (clerk) =>
      clerk.call(documentCalls.deliveries, { params: { id } }),
    );
    const delivery = items.find(({ recipient }) => recipient.organId === organId);
    return delivery?.statuses.map(({ code }) => code) ?? [];
  };
  return until(
    'các trạng thái',
    async () => {
      const codes = await look();
      return wanted.every((code) => codes.includes(code)) && codes;
    },
    { seconds: 30 },
  ).catch(look);
}

function register(office: OfficeAtWork, kind: 'incoming' | 'outgoing') {
  return patiently(() =>
    office.as(office.clerk, (clerk) => clerk.call(registerCalls.get, { params: { kind, year: 2020 } })),
  );
}

async function remarksOn(office: OfficeAtWork, id: string): Promise<(string | null)[]> {
  const { items } = await office.as(office.clerk, (clerk) =>
    clerk.call(documentCalls.history, { params: { id } }),
  );
  return items.map(({ remark }) => remark);
}
