import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentPacket, statusPacket } from '../testing/packets.ts';
import { bounds } from './bounds.ts';
import { decodePacket, decodePacketStream } from './decode.ts';
import { encodeDocument, encodeStatus } from './encode.ts';
import { PacketAttachmentError, PacketSchemaError, PacketXmlError } from './errors.ts';
import { businessTypes, type DocumentPacket, type StatusPacket, statusCodes } from './packet.ts';

const xml = (text: string) => Buffer.from(text, 'utf8');

/** Texts as people and attackers write them: markup, line ends, emoji, Vietnamese; trimmed as the codec does. */
const text = (max: number) =>
  fc
    .array(
      fc.oneof(
        fc.constantFrom('&', '<', '>', '"', "'", '\r', '\n', '\t', ']]>', 'ế', 'Đ', '😀', '&#0;'),
        fc.string(),
      ),
    )
    .map((parts) => parts.join(''))
    .filter((value) => /^[\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]*$/u.test(value))
    .map((value) =>
      [...value.trim()]
        .slice(0, max / 2)
        .join('')
        .trim(),
    );
const needed = (max: number) => text(max).filter((value) => value !== '');
const optional = (max: number) => fc.option(needed(max), { nil: undefined });
const day = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const moment = fc
  .tuple(day, fc.nat(23), fc.nat(59), fc.nat(59))
  .map(([date, ...time]) => `${date}T${time.map((part) => String(part).padStart(2, '0')).join(':')}+07:00`);
const organ = fc.record({
  organId: needed(100),
  organName: needed(500),
  organizationInCharge: optional(500),
  email: optional(200),
  website: optional(200),
});
const staff = fc.record({
  department: optional(500),
  staff: optional(200),
  mobile: optional(100),
  email: optional(200),
});
const responseFor = fc.record({
  organId: needed(100),
  code: needed(200),
  promulgationDate: day,
  documentId: needed(400),
});
const few = <T>(value: fc.Arbitrary<T>) => fc.array(value, { maxLength: 3 });
const document: fc.Arbitrary<DocumentPacket> = fc.record({
  kind: fc.constant('document' as const),
  from: organ,
  to: fc.array(organ, { minLength: 1, maxLength: 4 }),
  code: fc.record({ number: needed(50), notation: needed(100) }),
  promulgation: fc.record({ place: text(200), date: day }),
  documentType: fc.record({ type: fc.nat(40), typeName: text(200), typeDetail: optional(200) }),
  subject: needed(500),
  content: optional(500),
  signer: fc.record({ competence: optional(200), position: optional(200), fullName: optional(200) }),
  dueDate: fc.option(day, { nil: undefined }),
  toPlaces: few(needed(150)),
  otherInfo: fc.record({
    priority: fc.nat(3),
    sphereOfPromulgation: optional(500),
    pageAmount: fc.option(fc.nat(500), { nil: undefined }),
    appendixes: few(needed(500)),
  }),
  responseFor: few(responseFor),
  steeringType: fc.nat(2),
  documentId: needed(400),
  trace: fc.record({ id: needed(100), entries: few(fc.record({ organId: needed(100), timestamp: moment })) }),
  business: fc.record({
    type: fc.constantFrom(...(Object.keys(businessTypes) as (keyof typeof businessTypes)[])),
    reason: optional(500),
    documentId: optional(400),
    staff,
    paper: fc.boolean(),
    update: fc.option(
      fc.record({
        documentInfo: fc.boolean(),
        documentReceiver: fc.boolean(),
        receivers: few(fc.record({ receiverType: fc.nat(3), organId: needed(100) })),
      }),
      { nil: undefined },
    ),
    replacements: few(fc.record({ documentId: needed(400), organIds: few(needed(100)) })),
  }),
  attachments: fc.uniqueArray(
    fc.record({
      contentId: needed(200).filter((id) => !/^cid:/i.test(id)),
      name: needed(200),
      contentType: needed(200),
      description: optional(500),
      content: fc.uint8Array({ maxLength: 300 }),
    }),
    { maxLength: 3, selector: ({ contentId }) => contentId },
  ),
});
const status: fc.Arbitrary<StatusPacket> = fc.record({
  kind: fc.constant('status' as const),
  responseFor,
  from: organ,
  statusCode: fc.constantFrom(...Object.values(statusCodes)),
  description: needed(500),
  timestamp: moment,
  staff,
});

/** Absent and undefined are the same; bytes are compared as numbers. */
function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_key, entry) => (entry instanceof Uint8Array ? [...entry] : entry)),
  );
}
const readBack = (packet: DocumentPacket | StatusPacket) =>
  plain(decodePacket(xml(packet.kind === 'document' ? encodeDocument(packet) : encodeStatus(packet))));

describe('edXML', () => {
  it('reads back every document packet that it writes', () => {
    fc.assert(
      fc.property(document, (packet) => {
        const bytes = (content: Uint8Array) => Buffer.from(content);
        const sent = {
          ...packet,
          attachments: packet.attachments.map((entry) => ({ ...entry, content: bytes(entry.content) })),
        };
        expect(readBack(sent)).toEqual(plain(sent));
      }),
      { numRuns: 200 },
    );
  });

  it('reads back every status packet that it writes', () => {
    fc.assert(
      fc.property(status, (packet) => {
        expect(readBack(packet)).toEqual(plain(packet));
      }),
      { numRuns: 200 },
    );
  });

  it('reads the same from any cutting of the bytes', async () => {
    const bytes = xml(encodeDocument(documentPacket()));
    for (const size of [1, 7, 4096]) {
      const pieces = async function* () {
        for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
      };
      expect(plain(await decodePacketStream(pieces()))).toEqual(plain(documentPacket()));
    }
  });

  it('writes the shape of QCVN 102:2016', () => {
    const written = encodeDocument(documentPacket());
    for (const part of [
      '<edXML:edXMLEnvelope xmlns:edXML="http://www.mic.gov.vn/TBT/QCVN_102_2016">',
      '<edXML:PromulgationDate>2020/12/08</edXML:PromulgationDate>',
      '<edXML:Timestamp>2020/12/08 16:30:00</edXML:Timestamp>',
      '<edXML:BussinessDocType>0</edXML:BussinessDocType>',
      '<edXML:DocumentId>H56.14,2020/12/08,2225/TTr-STTTT</edXML:DocumentId>',
      '<edXML:ContentId>cid:2225-TTr-STTTT.pdf</edXML:ContentId>',
      '<AttachmentEncoded><Attachment>',
    ]) {
      expect(written).toContain(part);
    }
  });

  it('reads what other senders write: default namespace, «Business», dd/MM/yyyy, zipped attachment, cid on one side', () => {
    const inside = Buffer.from('%PDF-1.4 nén trước');
    const packet = decodePacket(
      xml(`<?xml version="1.0"?>
      <edXML xmlns="http://www.mic.gov.vn/TBT/QCVN_102_2016"><edXMLEnvelope><edXMLHeader><MessageHeader>
        <From><OrganId>000.00.14.H56</OrganId><OrganName>Sở TT&amp;TT</OrganName><Email/></From>
        <To><OrganId> H56 </OrganId><OrganName>UBND tỉnh</OrganName></To>
        <Code><CodeNumber>2225</CodeNumber><CodeNotation>TTr-STTTT</CodeNotation></Code>
        <PromulgationInfo><Place>Thanh Hóa</Place><PromulgationDate>8/12/2020</PromulgationDate></PromulgationInfo>
        <Subject><![CDATA[Kiến trúc <CQĐT>]]></Subject>
      </MessageHeader><TraceHeaderList id="x"><TraceHeader><OrganId>H56.14</OrganId><Timestamp>08/12/2020 9:05</Timestamp></TraceHeader>
        <Business><BusinessDocType>3</BusinessDocType><ReplacementInfoList><ReplacementInfo><DocumentId>cũ</DocumentId></ReplacementInfo></ReplacementInfoList></Business>
      </TraceHeaderList></edXMLHeader><edXMLBody><edXMLManifest>
        <Reference><AttachmentName>van-ban.pdf</AttachmentName><ContentType>application/pdf</ContentType><ContentId>cid:1</ContentId></Reference>
      </edXMLManifest></edXMLBody></edXMLEnvelope>
      <AttachmentEncoded><Attachment><ContentId>1</ContentId><ContentTransferEncoded>
        ${zip('van-ban.pdf', inside)
          .toString('base64')
          .replace(/(.{40})/g, '$1\n')}
      </ContentTransferEncoded></Attachment></AttachmentEncoded></edXML>`),
    );
    expect(packet).toMatchObject({
      from: { organId: '000.00.14.H56', organName: 'Sở TT&TT' },
      to: [{ organId: 'H56' }],
      promulgation: { date: '2020-12-08' },
      subject: 'Kiến trúc <CQĐT>',
      documentId: '000.00.14.H56,2020/12/08,2225/TTr-STTTT',
      trace: { entries: [{ timestamp: '2020-12-08T09:05:00+07:00' }] },
      business: { type: 'replace', replacements: [{ documentId: 'cũ', organIds: [] }] },
      attachments: [{ contentId: '1', name: 'van-ban.pdf', contentType: 'application/pdf' }],
    });
    expect((packet as DocumentPacket).attachments[0]!.content.toString()).toBe(inside.toString());
  });

  it('keeps a file that is meant to be a ZIP, and a ZIP of several files, as they came', () => {
    const packed = zip('a.txt', Buffer.from('a'));
    const attachments = ['bang.xlsx', 'ho-so.zip'].map((name) => ({
      contentId: name,
      name,
      contentType: 'application/octet-stream',
      content: packed,
    }));
    const read = decodePacket(xml(encodeDocument(documentPacket({ attachments })))) as DocumentPacket;
    expect(read.attachments.map(({ content }) => Buffer.from(content).equals(packed))).toEqual([true, true]);
  });

  it.each<[string, (written: string) => string, typeof PacketSchemaError | typeof PacketXmlError, RegExp]>([
    ['another namespace', (s) => s.replaceAll('QCVN_102_2016', 'KHAC'), PacketSchemaError, /không gian tên/],
    ['no receiver', (s) => s.replace(/<edXML:To>.*<\/edXML:To>/, ''), PacketSchemaError, /thiếu nơi nhận/],
    [
      'no number',
      (s) => s.replace('<edXML:CodeNumber>2225', '<edXML:CodeNumber>'),
      PacketSchemaError,
      /code\.number/,
    ],
    [
      'no such day',
      (s) => s.replace('>2020/12/08<', '>2020/02/31<'),
      PacketSchemaError,
      /promulgation\.date/,
    ],
    ['an unknown order', (s) => s.replace('DocType>0<', 'DocType>9<'), PacketSchemaError, /nghiệp vụ 9/],
    ['words for a number', (s) => s.replace('Priority>0<', 'Priority>gấp<'), PacketSchemaError, /priority/],
    ['half a file', (s) => s.slice(0, s.length / 2), PacketXmlError, /không phải XML hợp lệ/],
    [
      'a DTD',
      (s) => s.replace('<edXML ', '<!DOCTYPE edXML [<!ENTITY a "b">]><edXML '),
      PacketXmlError,
      /DOCTYPE/,
    ],
    ['an entity', (s) => s.replace('Thanh Hóa<', '&xxe;<'), PacketXmlError, /dòng/],
    ['deep nesting', (s) => s.replace('Thanh Hóa<', `${'<a>'.repeat(50)}<`), PacketXmlError, /tầng/],
    [
      'too many elements',
      (s) => s.replace('Thanh Hóa<', `${'<a/>'.repeat(bounds.elements)}<`),
      PacketXmlError,
      /quá/,
    ],
    ['nothing', () => '', PacketXmlError, /không phải XML hợp lệ/],
    ['a PDF', () => '%PDF-1.7', PacketXmlError, /không phải XML hợp lệ/],
  ])('refuses a packet with %s', (_name, spoil, type, message) => {
    const spoiled = xml(spoil(encodeDocument(documentPacket())));
    expect(() => decodePacket(spoiled)).toThrow(type);
    expect(() => decodePacket(spoiled)).toThrow(message);
  });

  it('refuses bytes that are not UTF-8', () => {
    expect(() => decodePacket(Buffer.from('<edXML>\xff</edXML>', 'latin1'))).toThrow(PacketXmlError);
  });

  it('refuses an attachment that is not base64, is only named, or bursts when unpacked', () => {
    const written = encodeDocument(documentPacket());
    const spoiled = written.replace('<ContentTransferEncoded>', '<ContentTransferEncoded>***');
    expect(() => decodePacket(xml(spoiled))).toThrow(PacketAttachmentError);
    const onlyNamed = written.replace(/<AttachmentEncoded>.*<\/AttachmentEncoded>/, '');
    expect(() => decodePacket(xml(onlyNamed))).toThrow(/không có nội dung/);
    const bomb = zip('a.pdf', Buffer.alloc(bounds.unpacked + 1), 100);
    const attachments = [{ contentId: '1', name: 'a.pdf', contentType: 'application/pdf', content: bomb }];
    expect(() => decodePacket(xml(encodeDocument(documentPacket({ attachments }))))).toThrow(/giải nén/);
  });

  it('never writes what it could not read, and refuses a refusal without a reason', () => {
    expect(() => encodeDocument(documentPacket({ subject: 'a\u0000b' }))).toThrow(PacketSchemaError);
    expect(() => encodeDocument(documentPacket({ subject: 'a'.repeat(501) }))).toThrow(/500 ký tự/);
    expect(() => encodeStatus(statusPacket({ statusCode: '02', description: undefined }))).toThrow(/lý do/);
  });

  it('gives a named error, never another, for any damage to the bytes', () => {
    const bytes = xml(encodeDocument(documentPacket()));
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.uint8Array({ minLength: 1, maxLength: 8 }), (at, noise) => {
        const damaged = Buffer.concat([bytes.subarray(0, at), noise, bytes.subarray(at + noise.length)]);
        try {
          decodePacket(damaged);
        } catch (error) {
          expect((error as { code?: string }).code).toMatch(/^packet-/);
        }
      }),
      { numRuns: 500 },
    );
  });
});

/** A ZIP of one deflated file; `claimedSize` lies about its size. */
function zip(name: string, content: Buffer, claimedSize = content.length): Buffer {
  const packed = deflateRawSync(content);
  const sizes = Buffer.alloc(12);
  sizes.writeUInt32LE(packed.length, 4);
  sizes.writeUInt32LE(claimedSize, 8);
  const lengths = Buffer.alloc(4);
  lengths.writeUInt16LE(name.length, 0);
  const method = Buffer.from([20, 0, 0, 0, 8, 0, 0, 0, 0, 0]);
  const local = Buffer.concat([Buffer.from('PK\x03\x04'), method, sizes, lengths, Buffer.from(name), packed]);
  const entry = Buffer.concat([
    ...[Buffer.from('PK\x01\x02'), Buffer.from([20, 0]), method, sizes, lengths],
    ...[Buffer.alloc(14), Buffer.from(name)],
  ]);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06');
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(entry.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, entry, end]);
}
