import { randomUUID } from 'node:crypto';
import { bounds } from './bounds.ts';
import { readDay, readMoment } from './dates.ts';
import { NAMESPACE } from './encode.ts';
import { PacketAttachmentError, PacketSchemaError } from './errors.ts';
import { businessTypes, type DocumentPacket, documentIdOf, type StatusPacket } from './packet.ts';
import { checkRead } from './schema.ts';
import { unzipSingle } from './unzip.ts';
import { type XmlElement, xmlTreeReader } from './xmlTree.ts';

/**
 * Reads a packet liberally: elements by local name with or without prefix, «Business» and «Bussiness», days in both
 * orders, ContentId with or without «cid:», attachments zipped or plain.
 * @throws {PacketXmlError} {@link PacketSchemaError} {@link PacketAttachmentError}
 */
export function decodePacket(xml: Uint8Array): DocumentPacket | StatusPacket {
  const reader = xmlTreeReader();
  reader.write(xml);
  return fromTree(reader.end());
}

/** The same, piece by piece, so that a large packet does not hold up the process. */
export async function decodePacketStream(
  source: AsyncIterable<Uint8Array>,
): Promise<DocumentPacket | StatusPacket> {
  const reader = xmlTreeReader();
  for await (const chunk of source) reader.write(chunk);
  return fromTree(reader.end());
}

function fromTree(root: XmlElement): DocumentPacket | StatusPacket {
  if (root.uri !== NAMESPACE) {
    throw new PacketSchemaError(
      root.name,
      `không gian tên «${root.uri.slice(0, 200)}» không phải «${NAMESPACE}»`,
    );
  }
  const envelope = root.name === 'edXMLEnvelope' ? root : need(root, 'edXMLEnvelope');
  const header = need(envelope, 'edXMLHeader');
  const status = child(header, 'Status');
  return status ? readStatus(status) : readDocument(root, envelope, header);
}

function readStatus(status: XmlElement): StatusPacket {
  const code = text(status, 'StatusCode') ?? '';
  return checkRead.status({
    kind: 'status',
    responseFor: readResponseFor(need(status, 'ResponseFor')),
    from: readOrgan(need(status, 'From')),
    statusCode: code.padStart(2, '0'),
    description: text(status, 'Description'),
    timestamp: moment(status, 'Timestamp'),
    staff: readStaff(child(status, 'StaffInfo')),
  });
}

function readDocument(root: XmlElement, envelope: XmlElement, header: XmlElement): DocumentPacket {
  const message = need(header, 'MessageHeader');
  const from = readOrgan(need(message, 'From'));
  const code = {
    number: text(need(message, 'Code'), 'CodeNumber') ?? '',
    notation: text(need(message, 'Code'), 'CodeNotation') ?? '',
  };
  const date = day(need(message, 'PromulgationInfo'), 'PromulgationDate') ?? '';
  const type = child(message, 'DocumentType');
  const signer = child(message, 'SignerInfo');
  const other = child(message, 'OtherInfo');
  const checked = checkRead.header({
    kind: 'document',
    from,
    to: children(message, 'To').map(readOrgan),
    code,
    promulgation: { place: text(child(message, 'PromulgationInfo'), 'Place') ?? '', date },
    documentType: {
      type: count(type, 'Type') ?? 0,
      typeName: text(type, 'TypeName') ?? '',
      typeDetail: text(type, 'TypeDetail'),
    },
    subject: text(message, 'Subject') ?? '',
    content: text(message, 'Content'),
    signer: {
      competence: text(signer, 'Competence'),
      position: text(signer, 'Position'),
      fullName: text(signer, 'FullName'),
    },
    dueDate: day(message, 'DueDate'),
    toPlaces: texts(child(message, 'ToPlaces'), 'Place'),
    otherInfo: {
      priority: count(other, 'Priority') ?? 0,
      sphereOfPromulgation: text(other, 'SphereOfPromulgation'),
      typerNotation: text(other, 'TyperNotation'),
      promulgationAmount: count(other, 'PromulgationAmount'),
      pageAmount: count(other, 'PageAmount'),
      direction: text(other, 'Direction'),
      appendixes: texts(child(other, 'Appendixes'), 'Appendix'),
    },
    responseFor: children(message, 'ResponseFor').map(readResponseFor),
    steeringType: count(message, 'SteeringType') ?? 0,
    documentId: text(message, 'DocumentId') ?? documentIdOf(from.organId, date, code),
    ...readTrace(child(header, 'TraceHeaderList')),
  });
  return { ...checked, attachments: readAttachments(root, envelope) };
}

function readTrace(list: XmlElement | undefined) {
  const business = child(list, 'Bussiness', 'Business');
  const code = count(business, 'BussinessDocType', 'BusinessDocType') ?? 0;
  const type = Object.entries(businessTypes).find(([, value]) => value === code)?.[0];
  if (!type) throw new PacketSchemaError('BussinessDocType', `loại nghiệp vụ ${code} lạ`);
  const update = child(business, 'BussinessDocumentInfo', 'BusinessDocumentInfo');
  return {
    trace: {
      id: list?.attributes.id?.trim() || randomUUID(),
      entries: children(list, 'TraceHeader').map((entry) => ({
        organId: text(entry, 'OrganId') ?? '',
        timestamp: moment(entry, 'Timestamp'),
      })),
    },
    business: {
      type,
      reason: text(business, 'BussinessDocReason', 'BusinessDocReason'),
      documentId: text(business, 'DocumentId'),
      staff: readStaff(child(business, 'StaffInfo')),
      paper: flag(business, 'Paper'),
      update: update && {
        documentInfo: flag(update, 'DocumentInfo'),
        documentReceiver: flag(update, 'DocumentReceiver'),
        receivers: children(child(update, 'ReceiverList'), 'Receiver').map((receiver) => ({
          receiverType: count(receiver, 'ReceiverType') ?? 0,
          organId: text(receiver, 'OrganId') ?? '',
        })),
      },
      replacements: children(child(business, 'ReplacementInfoList'), 'ReplacementInfo').map(
        (replacement) => ({
          documentId: text(replacement, 'DocumentId') ?? '',
          organIds: texts(child(replacement, 'OrganIdList'), 'OrganId'),
        }),
      ),
    },
  };
}

/** The bytes are in Attachment, names may be there or only in the manifest's Reference of the same ContentId. */
function readAttachments(root: XmlElement, envelope: XmlElement): DocumentPacket['attachments'] {
  const manifest = child(child(envelope, 'edXMLBody'), 'edXMLManifest');
  const references = children(manifest, 'Reference').map((reference) => ({
    reference,
    id: contentId(text(reference, 'ContentId') ?? reference.attributes.href ?? ''),
  }));
  const encoded = child(root, 'AttachmentEncoded') ?? child(envelope, 'AttachmentEncoded');
  const found = children(encoded, 'Attachment').map((attachment) => {
    const id = contentId(text(attachment, 'ContentId') ?? '');
    const reference = references.find((candidate) => candidate.id === id)?.reference;
    return {
      element: attachment,
      contentId: id,
      name: text(attachment, 'AttachmentName') ?? text(reference, 'AttachmentName') ?? '',
      contentType:
        text(attachment, 'ContentType') ?? text(reference, 'ContentType') ?? 'application/octet-stream',
      description: text(attachment, 'Description') ?? text(reference, 'Description'),
    };
  });
  for (const { id, reference } of references) {
    if (!found.some((attachment) => attachment.contentId === id)) {
      throw new PacketAttachmentError(
        text(reference, 'AttachmentName') ?? id,
        'có tên trong gói nhưng không có nội dung',
      );
    }
  }
  const checked = checkRead.attachments(found);
  let room: number = bounds.unpacked;
  return checked.map((attachment, index) => {
    const content = unpack(found[index]!.element, attachment.name, room);
    room -= content.length;
    return { ...attachment, content };
  });
}

function unpack(attachment: XmlElement, name: string, room: number): Buffer {
  const encoded = (child(attachment, 'ContentTransferEncoded')?.text ?? '').replace(/\s+/g, '');
  const bytes = Buffer.from(encoded, 'base64');
  // Buffer.from skips what is not base64; then fewer bytes come out than the text promises.
  if (bytes.length !== Math.floor((encoded.replace(/=+$/, '').length * 3) / 4)) {
    throw new PacketAttachmentError(name, 'nội dung không phải base64');
  }
  try {
    const content = unzipSingle(bytes, name, room);
    if (content.length <= room) return content;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new PacketAttachmentError(
    name,
    `tổng dung lượng sau giải nén vượt ${bounds.unpacked / 1024 / 1024} MB`,
  );
}

function readOrgan(organ: XmlElement) {
  return {
    organId: text(organ, 'OrganId') ?? '',
    organName: text(organ, 'OrganName') ?? '',
    organizationInCharge: text(organ, 'OrganizationInCharge'),
    organAdd: text(organ, 'OrganAdd'),
    email: text(organ, 'Email'),
    telephone: text(organ, 'Telephone'),
    fax: text(organ, 'Fax'),
    website: text(organ, 'Website'),
  };
}

function readResponseFor(element: XmlElement) {
  return {
    organId: text(element, 'OrganId') ?? '',
    code: text(element, 'Code') ?? '',
    promulgationDate: day(element, 'PromulgationDate') ?? '',
    documentId: text(element, 'DocumentId') ?? '',
  };
}

function readStaff(element: XmlElement | undefined) {
  return {
    department: text(element, 'Department'),
    staff: text(element, 'Staff'),
    mobile: text(element, 'Mobile'),
    email: text(element, 'Email'),
  };
}

function contentId(value: string): string {
  return value.trim().replace(/^cid:/i, '');
}

function children(element: XmlElement | undefined, ...names: string[]): XmlElement[] {
  return element?.children.filter(({ name }) => names.includes(name)) ?? [];
}

function child(element: XmlElement | undefined, ...names: string[]): XmlElement | undefined {
  return children(element, ...names)[0];
}

function need(element: XmlElement, name: string): XmlElement {
  const found = child(element, name);
  if (!found) throw new PacketSchemaError(`${element.name}.${name}`, 'thiếu phần tử');
  return found;
}

function text(element: XmlElement | undefined, ...names: string[]): string | undefined {
  return child(element, ...names)?.text.trim() || undefined;
}

function texts(element: XmlElement | undefined, name: string): string[] {
  return children(element, name)
    .map((entry) => entry.text.trim())
    .filter((value) => value !== '');
}

/** A value that is there but no number stays NaN, which the schema refuses. */
function count(element: XmlElement | undefined, ...names: string[]): number | undefined {
  const value = text(element, ...names);
  return value === undefined ? undefined : Number(value);
}

/** A value that is there but no day stays as it is, which the schema refuses. */
function day(element: XmlElement, name: string): string | undefined {
  const value = text(element, name);
  return value === undefined ? undefined : (readDay(value) ?? value);
}

function moment(element: XmlElement, name: string): string {
  const value = text(element, name) ?? '';
  return readMoment(value) ?? value;
}

function flag(element: XmlElement | undefined, name: string): boolean {
  return /^(1|true)$/i.test(text(element, name) ?? '');
}
