import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type DocumentPacket,
  decodePacketStream,
  documentIdOf,
  encodeDocument,
  encodeStatus,
  PacketForeignReceiverError,
  receivePacket,
  type StatusPacket,
} from '@congvan/exchange';
import { signPdf } from '@congvan/signing';
import { createTestAuthority, startTimestampAuthority, type TestAuthority } from '@congvan/signing/authority';
import { openDatabase } from '@congvan/storage';
import type { Kysely } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { documentPacket, statusPacket } from '../../exchange/testing/packets.ts';
import { samplePdf } from '../../signing/testing/samplePdf.ts';
import {
  acceptPacket,
  completeTask,
  documentDeliveries,
  getDocument,
  getTask,
  keepRejectedPacket,
  listDocuments,
  listPackets,
  reportStatus,
  savePartner,
  sendPackets,
  system,
} from '../index.ts';
import { doStep, draftBefore } from '../testing/drafts.ts';
import { type OfficeAtTest, officeAtTest } from '../testing/officeAtTest.ts';
import { giveTask } from '../testing/tasks.ts';

let at: OfficeAtTest;
let plain: Kysely<unknown>;
let authority: TestAuthority;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'congvan-packets-'));
  authority = await createTestAuthority({ folder });
  at = await officeAtTest({ organId: 'H56', name: 'UBND tỉnh Minh Họa', stem: 'UBND', authority });
  plain = openDatabase(at.databaseUrl);
});
afterAll(async () => {
  await plain.destroy();
  await at.close();
  await rm(folder, { recursive: true });
});

async function receive(
  packet: DocumentPacket | StatusPacket,
  packetId: string = randomUUID(),
): Promise<string> {
  const { files, clock } = at.office;
  const xml = await files.put(
    Buffer.from(packet.kind === 'document' ? encodeDocument(packet) : encodeStatus(packet)),
  );
  await receivePacket(
    {
      ...{ db: plain, files, clock },
      serves: (organId) => organId === 'H56',
      onPacket: (trx, received) => acceptPacket(at.office, trx, received),
    },
    { packetId, systemId: 'H56.14', receiver: 'H56', xml, speaksFor: () => true },
  );
  return packetId;
}

const numbered = (number: string, content: Uint8Array, changes: Partial<DocumentPacket> = {}) => {
  const code = { number, notation: 'TTr-STTTT' };
  const name = `${number}.pdf`;
  return documentPacket({
    code,
    documentId: documentIdOf('H56.14', '2020-12-08', code),
    attachments: [{ contentId: name, name, contentType: 'application/pdf', content }],
    ...changes,
  });
};

async function arrivedWith(packetId: string): Promise<string> {
  const { items } = await listDocuments(at.office, at.people.clerk, { direction: 'incoming' });
  const views = await Promise.all(
    items.map(({ id: documentId }) => getDocument(at.office, at.people.clerk, { documentId })),
  );
  return views.find((view) => view.packetId === packetId)!.id;
}

const outbound = (packetKind: 'document' | 'status') =>
  at.office.db
    .withoutPlugins()
    .selectFrom('exchange.outbound' as never)
    .selectAll()
    .where('kind' as never, '=', packetKind as never)
    .execute() as Promise<{ packet_id: string; receiver: string; xml_sha256: string }[]>;

const sign = async (pdf: Uint8Array) => {
  const { key } = await authority.issuePerson({ commonName: 'Nguyễn Văn Mẫu' });
  return signPdf(pdf, { key, level: 'B-B', field: 'person' });
};

describe('a packet from the exchange', () => {
  it('becomes an incoming document that waits for the clerk, with its fields, files and signatures', async () => {
    const packetId = await receive(numbered('1001', await sign(await samplePdf())));
    const view = await getDocument(at.office, at.people.clerk, { documentId: await arrivedWith(packetId) });
    expect(view).toMatchObject({
      state: 'arrived',
      label: '1001/TTr-STTTT',
      typeCode: 'TTr',
      issuer: { organId: 'H56.14', name: 'Sở Thông tin và Truyền thông' },
      source: 'axis',
      files: [{ role: 'main', name: '1001.pdf' }],
    });
    const waiting = (await listPackets(at.office, at.people.clerk)).find(
      (item) => item.packetId === packetId,
    );
    expect(waiting).toMatchObject({ state: 'waiting', problem: null });
    expect(waiting?.signatures).toContain('hợp lệ');
  });

  it('is registered once, however often it comes', async () => {
    const packet = numbered('1002', await samplePdf());
    const packetId = await receive(packet);
    await receive(packet, packetId);
    const rows = await at.office.db
      .selectFrom('office.documents')
      .select('id')
      .where('packetId', '=', packetId)
      .execute();
    expect(rows).toHaveLength(1);
  });

  it('that brings the same document again, or asks to withdraw it, can only be returned', async () => {
    const content = await samplePdf();
    await receive(numbered('1004', content));
    const { staff } = documentPacket().business;
    const business = { type: 'withdraw' as const, staff, paper: false, replacements: [], documentId: 'x' };
    const again = await receive(numbered('1004', content, { subject: 'Gửi lại' }));
    const withdrawal = await receive(numbered('1005', content, { business }));
    const { clerk } = at.people;
    for (const [packetId, code] of [
      [again, 'document-repeated'],
      [withdrawal, 'packet-business'],
    ] as const) {
      const documentId = await arrivedWith(packetId);
      const shown = (await listPackets(at.office, clerk)).find((item) => item.packetId === packetId);
      expect(shown?.problem?.code).toBe(code);
      const taskId = await giveTask(at, 'receive', documentId, { candidate: 'role:clerk' });
      const taking = completeTask(at.office, clerk, { taskId, kind: 'receive', outcome: 'receive' });
      await expect(taking).rejects.toMatchObject({ code: 'packet-problem' });
    }
  });

  it.each([
    ['H56.14,2020/12/08,1006/TTr-STTTT', 'xin thu hồi văn bản 1006/TTr-STTTT (đang chờ tiếp nhận)'],
    ['H56.14,2020/12/08,999/TTr-STTTT', 'một văn bản chưa từng đến đây (mã H56.14,2020/12/08,999/TTr-STTTT)'],
  ])('that asks to withdraw %s names it as people know it', async (documentId, sentence) => {
    const content = await samplePdf();
    await receive(numbered('1006', content));
    const { staff } = documentPacket().business;
    const business = { type: 'withdraw' as const, staff, paper: false, replacements: [], documentId };
    const withdrawal = await receive(numbered(`1${documentId.length}7`, content, { business }));
    await arrivedWith(withdrawal);
    const shown = (await listPackets(at.office, at.people.clerk)).find(
      (item) => item.packetId === withdrawal,
    );
    expect(shown?.problem?.sentence.toLowerCase()).toContain(sentence.toLowerCase());
  });

  it('with a broken signature is kept and shown, and can only be returned, with 02 and the reason', async () => {
    const signed = await sign(await samplePdf());
    const tampered = Buffer.from(signed);
    const stream = tampered.indexOf('stream', 200);
    tampered[stream + 12] = (tampered[stream + 12] ?? 0) ^ 0x01;
    const packetId = await receive(numbered('1003', tampered));
    const documentId = await arrivedWith(packetId);
    const taskId = await giveTask(at, 'receive', documentId, { candidate: 'role:clerk' });
    const { clerk } = at.people;
    const shown = (await listPackets(at.office, clerk)).find((item) => item.packetId === packetId);
    expect(shown).toMatchObject({ taskId, problem: { code: 'signature-broken' } });
    const { problem } = await getTask(at.office, clerk, { taskId });
    expect(problem).toBe(shown?.problem?.sentence);
    const taking = completeTask(at.office, clerk, { taskId, kind: 'receive', outcome: 'receive' });
    await expect(taking).rejects.toMatchObject({ code: 'packet-problem' });
    const reason = 'Chữ ký số không còn giá trị';
    await completeTask(at.office, clerk, { taskId, kind: 'receive', outcome: 'refuse', reason });
    await reportStatus(at.office, system, { documentId, status: '02' });
    await reportStatus(at.office, system, { documentId, status: '02' });
    const sent = await outbound('status');
    expect(sent).toHaveLength(1);
    const told = await decodePacketStream(await at.office.files.stream(sent[0]!.xml_sha256));
    expect(told).toMatchObject({
      kind: 'status',
      statusCode: '02',
      description: reason,
      responseFor: { code: '1003/TTr-STTTT', documentId: 'H56.14,2020/12/08,1003/TTr-STTTT' },
    });
    const box = await listPackets(at.office, clerk, { box: 'returned' });
    expect(box.find((item) => item.packetId === packetId)).toMatchObject({ state: 'returned' });
  });

  it('that the exchange refused is kept with the reason, for the clerk to see', async () => {
    const xml = await at.office.files.put(Buffer.from('<edXML/>'));
    const rejected = {
      ...{ packetId: randomUUID(), systemId: 'H56.14', xml },
      error: new PacketForeignReceiverError('H99'),
    };
    await keepRejectedPacket(at.office, rejected);
    await keepRejectedPacket(at.office, rejected);
    const box = await listPackets(at.office, at.people.clerk, { box: 'returned' });
    expect(box.filter(({ packetId }) => packetId === rejected.packetId)).toMatchObject([
      { problem: { code: 'packet-foreign-receiver' } },
    ]);
  });
});

describe('an issued document', () => {
  it('is sent once to each recipient over the exchange, and shows the statuses that come back', async () => {
    await savePartner(at.office, system, {
      organId: 'H56.14',
      name: 'Sở TTTT',
      endpoint: 'https://localhost:1',
    });
    const timestamps = await startTimestampAuthority({ authority });
    at.office.signing.timestampUrls = [timestamps.url];
    const documentId = await draftBefore(at, 'send');
    const recipients = [
      { organId: 'H56.14', name: 'Sở TTTT' },
      { organId: 'H56.99', name: 'Không có trong sổ địa chỉ' },
      { name: 'Hội Minh Họa' },
    ];
    await doStep(at, documentId, 'send', { recipients });
    await sendPackets(at.office, system, { documentId });
    await sendPackets(at.office, system, { documentId });
    await timestamps.stop();
    const sent = await outbound('document');
    expect(sent).toMatchObject([{ packet_id: documentId, receiver: 'H56.14' }]);

    const from = { organId: 'H56.14', organName: 'Sở TTTT' };
    const responseFor = {
      ...{ organId: 'H56', code: '01/BB-UBND', promulgationDate: '2026-11-24' },
      documentId: 'H56,2026/11/24,01/BB-UBND',
    };
    await receive(statusPacket({ from, responseFor }));
    const deliveries = await documentDeliveries(at.office, at.people.clerk, { documentId });
    expect(deliveries.map(({ recipient, state }) => [recipient.name, state])).toEqual([
      ['Sở TTTT', 'waiting'],
      ['Không có trong sổ địa chỉ', 'paper'],
      ['Hội Minh Họa', 'paper'],
    ]);
    expect(deliveries[0]?.statuses).toMatchObject([{ code: '03', label: 'Đã tiếp nhận' }]);

    const { clerk } = at.people;
    expect((await listDocuments(at.office, clerk, { undelivered: true })).items).toEqual([]);
    await receive(
      statusPacket({ from, responseFor, statusCode: '02', description: 'Không thuộc thẩm quyền' }),
    );
    const { items } = await listDocuments(at.office, clerk, { undelivered: true });
    expect(items.map((item) => [item.id, item.undelivered])).toEqual([[documentId, 1]]);
    await at.office.db
      .updateTable('office.deliveries')
      .set({ state: 'failed' })
      .where('documentId', '=', documentId)
      .where('name', 'in', ['Sở TTTT', 'Hội Minh Họa'])
      .execute();
    expect((await getDocument(at.office, clerk, { documentId })).undelivered).toBe(2);
  });

  it('that is not ours gets no status: the packet is kept with the reason', async () => {
    const packetId = await receive(
      statusPacket({
        responseFor: {
          ...{ organId: 'H56', code: '777/QĐ-UBND', promulgationDate: '2020-12-22' },
          documentId: 'H56,2020/12/22,777/QĐ-UBND',
        },
      }),
    );
    const box = await listPackets(at.office, at.people.clerk, { box: 'returned' });
    expect(box.find((item) => item.packetId === packetId)).toMatchObject({
      problem: { code: 'status-unknown-document' },
    });
  });
});
