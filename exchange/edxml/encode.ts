import { writeDay, writeMoment } from './dates.ts';
import { PacketSchemaError } from './errors.ts';
import {
  businessTypes,
  type DocumentHeader,
  type DocumentPacket,
  type Organ,
  type ResponseFor,
  type Staff,
  type StatusPacket,
} from './packet.ts';
import { checkWritten } from './schema.ts';

export const NAMESPACE = 'http://www.mic.gov.vn/TBT/QCVN_102_2016';
const XLINK = 'http://www.w3.org/1999/xlink';
const NEXT = 'http://schemas.xmlsoap.org/soap/actor/next';

/**
 * Writes a document packet strictly as QCVN 102:2016/BTTTT: prefix edXML inside the envelope, attachments in base64
 * outside it.
 * @throws {PacketSchemaError} when a value is missing, too long or not writable in XML
 */
export function encodeDocument(packet: DocumentPacket): string {
  const header = checkWritten.header(packet);
  const attachments = checkWritten.attachments(packet.attachments);
  const ids = new Set(attachments.map(({ contentId }) => contentId));
  if (ids.size !== attachments.length) throw new PacketSchemaError('Attachment.contentId', 'trùng nhau');
  const references = attachments.map(
    ({ contentId, name, contentType, description }) =>
      `<edXML:Reference xmlns:xlink="${XLINK}"${attribute('xlink:href', `cid:${contentId}`)} xlink:role="XLinkRole" xlink:type="simple">` +
      optional('Description', description) +
      leaf('AttachmentName', name) +
      leaf('ContentType', contentType) +
      leaf('ContentId', `cid:${contentId}`) +
      '</edXML:Reference>',
  );
  const encoded = attachments.map(
    ({ contentId, name, contentType, description }, index) =>
      '<Attachment>' +
      plainLeaf('ContentType', contentType) +
      plainLeaf('ContentId', contentId) +
      (description === undefined ? '' : plainLeaf('Description', description)) +
      plainLeaf(
        'ContentTransferEncoded',
        Buffer.from(packet.attachments[index]!.content).toString('base64'),
      ) +
      plainLeaf('AttachmentName', name) +
      '</Attachment>',
  );
  return envelope(
    [
      branch('MessageHeader', ...messageHeader(header)),
      traceHeaderList(header),
      branch('DigitalSignature'),
    ].join(''),
    `<edXML:edXMLBody><edXML:edXMLManifest version="1.0">${references.join('')}</edXML:edXMLManifest></edXML:edXMLBody>`,
    encoded.length > 0 ? `<AttachmentEncoded>${encoded.join('')}</AttachmentEncoded>` : '',
  );
}

/** @throws {PacketSchemaError}, among others when a refusal (02) gives no reason */
export function encodeStatus(packet: StatusPacket): string {
  const status = checkWritten.status(packet);
  return envelope(
    branch(
      'Status',
      responseFor(status.responseFor),
      organ('From', status.from),
      leaf('StatusCode', status.statusCode),
      optional('Description', status.description),
      leaf('Timestamp', writeMoment(status.timestamp)),
      staffInfo(status.staff),
    ),
    '<edXML:edXMLBody/>',
    '',
  );
}

function messageHeader(header: DocumentHeader): string[] {
  const { otherInfo } = header;
  return [
    organ('From', header.from),
    ...header.to.map((receiver) => organ('To', receiver)),
    branch('Code', leaf('CodeNumber', header.code.number), leaf('CodeNotation', header.code.notation)),
    branch(
      'PromulgationInfo',
      leaf('Place', header.promulgation.place),
      leaf('PromulgationDate', writeDay(header.promulgation.date)),
    ),
    branch(
      'DocumentType',
      leaf('Type', header.documentType.type),
      leaf('TypeName', header.documentType.typeName),
      optional('TypeDetail', header.documentType.typeDetail),
    ),
    leaf('Subject', header.subject),
    optional('Content', header.content),
    branch(
      'SignerInfo',
      optional('Competence', header.signer.competence),
      optional('Position', header.signer.position),
      optional('FullName', header.signer.fullName),
    ),
    optional('DueDate', header.dueDate && writeDay(header.dueDate)),
    branch('ToPlaces', ...header.toPlaces.map((place) => leaf('Place', place))),
    branch(
      'OtherInfo',
      leaf('Priority', otherInfo.priority),
      optional('SphereOfPromulgation', otherInfo.sphereOfPromulgation),
      optional('TyperNotation', otherInfo.typerNotation),
      optional('PromulgationAmount', otherInfo.promulgationAmount),
      optional('PageAmount', otherInfo.pageAmount),
      optional('Direction', otherInfo.direction),
      branch('Appendixes', ...otherInfo.appendixes.map((appendix) => leaf('Appendix', appendix))),
    ),
    ...header.responseFor.map(responseFor),
    leaf('SteeringType', header.steeringType),
    leaf('DocumentId', header.documentId),
  ];
}

/** «Bussiness» is the standard's own spelling. */
function traceHeaderList({ trace, business }: DocumentHeader): string {
  const entries = trace.entries.map(({ organId, timestamp }) =>
    branch('TraceHeader', leaf('OrganId', organId), leaf('Timestamp', writeMoment(timestamp))),
  );
  const { update } = business;
  const updateInfo = update
    ? branch(
        'BussinessDocumentInfo',
        leaf('DocumentInfo', flag(update.documentInfo)),
        leaf('DocumentReceiver', flag(update.documentReceiver)),
        branch(
          'ReceiverList',
          ...update.receivers.map(({ receiverType, organId }) =>
            branch('Receiver', leaf('ReceiverType', receiverType), leaf('OrganId', organId)),
          ),
        ),
      )
    : '';
  const replacements = business.replacements.map(({ documentId, organIds }) =>
    branch(
      'ReplacementInfo',
      leaf('DocumentId', documentId),
      branch('OrganIdList', ...organIds.map((organId) => leaf('OrganId', organId))),
    ),
  );
  return (
    `<edXML:TraceHeaderList${attribute('id', trace.id)} version="1.0" mustUnderstand="1" actor="${NEXT}">` +
    entries.join('') +
    branch(
      'Bussiness',
      leaf('BussinessDocType', businessTypes[business.type]),
      optional('BussinessDocReason', business.reason),
      optional('DocumentId', business.documentId),
      staffInfo(business.staff),
      leaf('Paper', flag(business.paper)),
      updateInfo,
      replacements.length > 0 ? branch('ReplacementInfoList', ...replacements) : '',
    ) +
    '</edXML:TraceHeaderList>'
  );
}

function envelope(header: string, body: string, attachments: string): string {
  return (
    '<?xml version="1.0" encoding="utf-8"?>' +
    `<edXML xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns="${NAMESPACE}">` +
    `<edXML:edXMLEnvelope xmlns:edXML="${NAMESPACE}"><edXML:edXMLHeader>${header}</edXML:edXMLHeader>${body}</edXML:edXMLEnvelope>` +
    `${attachments}</edXML>`
  );
}

function organ(name: string, value: Organ): string {
  return branch(
    name,
    leaf('OrganId', value.organId),
    optional('OrganizationInCharge', value.organizationInCharge),
    leaf('OrganName', value.organName),
    optional('OrganAdd', value.organAdd),
    optional('Email', value.email),
    optional('Telephone', value.telephone),
    optional('Fax', value.fax),
    optional('Website', value.website),
  );
}

function responseFor(value: ResponseFor): string {
  return branch(
    'ResponseFor',
    leaf('OrganId', value.organId),
    leaf('Code', value.code),
    leaf('PromulgationDate', writeDay(value.promulgationDate)),
    leaf('DocumentId', value.documentId),
  );
}

function staffInfo(value: Staff): string {
  return branch(
    'StaffInfo',
    optional('Department', value.department),
    optional('Staff', value.staff),
    optional('Mobile', value.mobile),
    optional('Email', value.email),
  );
}

const flag = (value: boolean) => (value ? 1 : 0);
const branch = (name: string, ...children: string[]) => `<edXML:${name}>${children.join('')}</edXML:${name}>`;
const leaf = (name: string, value: string | number) =>
  `<edXML:${name}>${escapeXml(String(value))}</edXML:${name}>`;
const optional = (name: string, value: string | number | undefined) =>
  value === undefined ? '' : leaf(name, value);
const plainLeaf = (name: string, value: string) => `<${name}>${escapeXml(value)}</${name}>`;
const attribute = (name: string, value: string) => ` ${name}="${escapeXml(value)}"`;

/** A bare carriage return would be read back as a line feed (XML 1.0, 2.11); an attribute would lose both (3.3.3). */
function escapeXml(text: string): string {
  return text.replace(/[&<>"\r\n\t]/g, (character) =>
    character === '\n' || character === '\t' || character === '\r'
      ? `&#${character.charCodeAt(0)};`
      : { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }[character]!,
  );
}
