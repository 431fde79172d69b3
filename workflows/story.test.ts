import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Engine, startEngine } from '@congvan/engine';
import { connectEngine } from '@congvan/engine/client';
import {
  type Delivery,
  type RunningDelivery,
  receivePacket,
  startDelivery,
  type Transport,
} from '@congvan/exchange';
import {
  acceptPacket,
  completeTask,
  createDraft,
  deliveryChanged,
  documentDeliveries,
  documentHistory,
  getDocument,
  listDocuments,
  listTasks,
  type Person,
  savePartner,
  signatureReports,
  startOutbox,
  system,
  type TaskKind,
  updateDraft,
} from '@congvan/office';
import { createTestAuthority, startTimestampAuthority, type TestAuthority } from '@congvan/signing/authority';
import { openDatabase } from '@congvan/storage';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OfficeAtTest, officeAtTest, PIN, registerFrom } from '../office/testing/officeAtTest.ts';
import { deployAll } from './deployAll.ts';
import { startWorkers } from './startWorkers.ts';

interface Agency extends OfficeAtTest {
  organId: string;
  engine: Engine;
  stop(): Promise<void>;
}

let authority: TestAuthority;
let folder: string;
const closing: (() => Promise<unknown>)[] = [];
const agencies = new Map<string, Agency>();

async function agency(organId: string, name: string, stem: string, timestampUrl: string): Promise<Agency> {
  const base = await officeAtTest({ organId, name, stem, authority, timestampUrls: [timestampUrl] });
  const engine = await startEngine({ databaseUrl: base.databaseUrl, port: 0 });
  const client = connectEngine({ address: engine.address });
  base.office.engine = client;
  await deployAll(client);
  const workers = startWorkers(client, base.office);
  const outbox = startOutbox(base.office, { pollMs: 20, onError: (error) => console.error(error) });
  const plain = openDatabase(base.databaseUrl);
  const delivery: RunningDelivery = startDelivery({
    db: plain,
    files: base.office.files,
    transport: directTransport(organId),
    clock: base.office.clock,
    pollMs: 20,
    onChange: (trx, change: Delivery) => deliveryChanged(base.office, trx, change),
    onError: (error) => console.error(error),
  });
  return {
    ...base,
    organId,
    engine,
    stop: async () => {
      await outbox.stop();
      await delivery.stop();
      await workers.stop();
      await client.close();
      await engine.stop();
      await plain.destroy();
    },
  };
}

/** Hands packets to the receiving agency in this process, as its HTTPS server would. */
function directTransport(from: string): Transport {
  return {
    close: async () => undefined,
    async send({ packetId, to, sha256, size, open }) {
      const { office, databaseUrl } = agencies.get(to)!;
      const db = openDatabase(databaseUrl);
      try {
        await office.files.put(await open());
        const incoming = { packetId, systemId: from, receiver: to, xml: { sha256, size } };
        const { acknowledgementId } = await receivePacket(
          {
            db,
            files: office.files,
            clock: office.clock,
            serves: (organId) => organId === to,
            onPacket: (trx, received) => acceptPacket(office, trx, received),
          },
          { ...incoming, speaksFor: (organId) => organId === from },
        );
        return { outcome: 'acknowledged', httpStatus: 200, acknowledgementId };
      } finally {
        await db.destroy();
      }
    },
  };
}

async function eventually<T>(what: string, look: () => Promise<T | undefined | false>): Promise<T> {
  const end = Date.now() + 15_000;
  while (Date.now() < end) {
    const found = await look();
    if (found) return found;
    await sleep(30);
  }
  const incidents = await Promise.all([...agencies.values()].map(({ engine }) => engine.monitor.incidents()));
  throw new Error(`never happened: ${what}; incidents: ${JSON.stringify(incidents.flat())}`);
}

/** Does a person's task of a kind as soon as it is there. */
async function does(
  { office }: Agency,
  person: Person,
  kind: TaskKind,
  input: Record<string, unknown> & { outcome: string },
) {
  const task = await eventually(`a task «${kind}»`, async () => {
    const { items } = await listTasks(office, person, { kind });
    return items[0];
  });
  return completeTask(office, person, { taskId: task.id, kind, ...input });
}

async function issue(
  at: Agency,
  date: string,
  recipients: { organId?: string; name: string }[],
  back = false,
) {
  const { people } = at;
  const chosen = {
    unitHeadId: people.unitHead.id,
    formReviewerId: people.formReviewer.id,
    signerId: people.leader.id,
    recipients,
  };
  await does(at, people.official, 'draft', { outcome: 'submit', ...chosen });
  await does(at, people.unitHead, 'reviewContent', { outcome: 'approve' });
  if (back) {
    await does(at, people.formReviewer, 'reviewForm', { outcome: 'return', remark: 'Sửa căn cứ.' });
    const { items } = await listDocuments(at.office, people.official, { direction: 'outgoing' });
    const draft = await eventually('the draft is back', async () => {
      const view = await getDocument(at.office, people.official, { documentId: items[0]!.id });
      return view.state === 'draft' && view;
    });
    await updateDraft(at.office, people.official, {
      documentId: draft.id,
      version: draft.version,
      body: 'Căn cứ Luật Công nghệ thông tin;\nĐiều 1. Phê duyệt.',
    });
    await does(at, people.official, 'draft', { outcome: 'submit', ...chosen });
    await does(at, people.unitHead, 'reviewContent', { outcome: 'approve' });
  }
  await does(at, people.formReviewer, 'reviewForm', { outcome: 'approve' });
  await does(at, people.leader, 'sign', { outcome: 'sign', passphrase: PIN });
  await does(at, people.clerk, 'number', { outcome: 'number', date });
  await does(at, people.clerk, 'seal', { outcome: 'seal', passphrase: PIN });
  await does(at, people.clerk, 'send', { outcome: 'send', recipients });
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-story-'));
  authority = await createTestAuthority({ folder });
  const timestamps = await startTimestampAuthority({ authority });
  closing.push(() => timestamps.stop());
  for (const [organId, name, stem] of [
    ['H56.14', 'Sở Thông tin và Truyền thông', 'STTTT'],
    ['H56', 'Ủy ban nhân dân tỉnh Thanh Hóa', 'UBND'],
  ] as const) {
    agencies.set(organId, await agency(organId, name, stem, timestamps.url));
  }
}, 120_000);

afterAll(async () => {
  for (const { stop } of agencies.values()) await stop();
  for (const { close } of agencies.values()) await close();
  for (const close of closing) await close();
  await rm(folder, { recursive: true });
});

describe('the story of first light', () => {
  it('goes from one agency to the other and back, signed, through BPMN', { timeout: 180_000 }, async () => {
    const department = agencies.get('H56.14')!;
    const province = agencies.get('H56')!;
    await registerFrom(department, 'outgoing', 2020, 2225, 'TTr-STTTT');
    await registerFrom(province, 'outgoing', 2020, 5447, 'QĐ-UBND');
    await registerFrom(province, 'incoming', 2020, 16_890);
    for (const [own, other] of [
      [department, province],
      [province, department],
    ] as const) {
      const partner = { organId: other.organId, name: other.organId, endpoint: 'https://localhost:1' };
      await savePartner(own.office, system, partner);
    }

    const proposal = await createDraft(department.office, department.people.official, {
      typeCode: 'TTr',
      pageYear: 2020,
      subject: 'Về việc phê duyệt Kiến trúc Chính quyền điện tử tỉnh Thanh Hóa, phiên bản 2.0',
      body: 'Kính gửi: Ủy ban nhân dân tỉnh Thanh Hóa.\nKính trình phê duyệt.',
    });
    await issue(department, '2020-12-08', [{ organId: 'H56', name: 'Ủy ban nhân dân tỉnh Thanh Hóa' }]);

    const { clerk, leader, unitHead, official, secondHead, thirdHead } = province.people;
    await does(province, clerk, 'receive', { outcome: 'receive', arrivalDate: '2020-12-09' });
    const arrived = (await listDocuments(province.office, clerk, { direction: 'incoming' })).items[0]!;
    expect(arrived).toMatchObject({ label: '2225/TTr-STTTT', arrivalNumber: 16_890, state: 'received' });
    await does(province, clerk, 'submit', { outcome: 'submit', leaderId: leader.id });
    await does(province, leader, 'instruct', {
      outcome: 'instruct',
      instruction: 'Văn phòng chủ trì, hai phòng phối hợp.',
      lead: { unitId: province.units.own },
      assist: [{ unitId: province.units.second }, { unitId: province.units.third }],
      dueDate: '2026-12-31',
    });
    await does(province, unitHead, 'assign', { outcome: 'assign', userId: official.id });
    for (const head of [secondHead, thirdHead]) {
      await does(province, head, 'acknowledge', { outcome: 'acknowledge' });
    }
    const { openedDocumentId } = await does(province, official, 'handle', {
      outcome: 'respond',
      typeCode: 'QĐ',
      pageYear: 2020,
      subject: 'Phê duyệt Kiến trúc Chính quyền điện tử tỉnh Thanh Hóa, phiên bản 2.0',
      body: 'Điều 1. Phê duyệt.',
    });
    const back = [{ organId: 'H56.14', name: 'Sở Thông tin và Truyền thông' }, { name: 'Sở Tài chính' }];
    await issue(province, '2020-12-22', back, true);

    await does(department, department.people.clerk, 'receive', { outcome: 'receive' });
    const documentId = proposal.documentId;
    const codes = await eventually('status 06', async () => {
      const [sent] = await documentDeliveries(department.office, department.people.clerk, { documentId });
      const seen = sent!.statuses.map(({ code }) => code);
      return seen.includes('06') && seen;
    });
    expect(codes.toSorted()).toEqual(['01', '03', '04', '05', '06']);
    expect((await getDocument(province.office, clerk, { documentId: arrived.id })).state).toBe('done');
    expect((await listTasks(province.office, official)).items).toEqual([]);

    const decision = (
      await listDocuments(department.office, department.people.clerk, { direction: 'incoming' })
    ).items[0]!;
    expect(decision.label).toBe('5447/QĐ-UBND');
    const view = await getDocument(department.office, department.people.clerk, { documentId: decision.id });
    expect(view.inResponseTo?.id).toBe(documentId);
    const main = view.files.find(({ role }) => role === 'main')!;
    const { items } = await signatureReports(department.office, department.people.clerk, {
      documentId: decision.id,
      fileId: main.id,
    });
    expect(items.map(({ field, verdict }) => [field, verdict])).toEqual([
      ['person', 'valid'],
      ['agency', 'valid'],
    ]);
    const history = await documentHistory(province.office, clerk, { documentId: openedDocumentId! });
    expect(history.find(({ remark }) => remark === 'Sửa căn cứ.')?.sentence).toContain('Trả lại');
  });
});
