/** Base of what is wrong with a packet; `code` is stable, the message is for a person. */
export class PacketError extends Error {
  readonly code: string;
  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.code = code;
  }
}

/** The bytes are not XML that we read: malformed, with a DTD or entities, or over a bound. */
export class PacketXmlError extends PacketError {
  constructor(reason: string, options?: ErrorOptions) {
    super('packet-xml', `Gói tin không phải XML hợp lệ: ${reason}.`, options);
  }
}

/** The XML is not an edXML packet as QCVN 102:2016/BTTTT describes; `path` names the element. */
export class PacketSchemaError extends PacketError {
  readonly path: string;
  constructor(path: string, reason: string) {
    super('packet-schema', `Gói tin sai cấu trúc edXML tại «${path}»: ${reason}.`);
    this.path = path;
  }
}

/** An attachment is missing, not base64, or grows over the bound when unpacked. */
export class PacketAttachmentError extends PacketError {
  constructor(name: string, reason: string) {
    super('packet-attachment', `Tệp đính kèm «${name.slice(0, 200)}» của gói tin không đọc được: ${reason}.`);
  }
}
