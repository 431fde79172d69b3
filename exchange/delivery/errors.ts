import { PacketError } from '../edxml/errors.ts';

/** The packet is not addressed to an agency that this system serves. */
export class PacketForeignReceiverError extends PacketError {
  constructor(receiver: string) {
    super(
      'packet-foreign-receiver',
      `Gói tin không gửi cho cơ quan này: nơi nhận là «${receiver.slice(0, 200)}».`,
    );
  }
}

/** The sending system may not speak for the agency in From. */
export class PacketSenderError extends PacketError {
  constructor(systemId: string, organId: string) {
    super(
      'packet-sender',
      `Hệ thống «${systemId.slice(0, 100)}» không được gửi thay cơ quan «${organId.slice(0, 100)}».`,
    );
  }
}

/** A packet of this id was received before, with other content. */
export class PacketConflictError extends PacketError {
  constructor(packetId: string) {
    super('packet-conflict', `Gói tin ${packetId} đã được nhận trước đó với nội dung khác.`);
  }
}

/** The bytes that came are not those that the sender signed. */
export class PacketDigestError extends PacketError {
  constructor() {
    super('packet-digest', 'Gói tin bị thay đổi trên đường truyền: mã băm không khớp.');
  }
}

/** The caller is unknown, its signature is wrong, or its clock is off. */
export class PacketAuthenticationError extends PacketError {
  constructor(reason: string) {
    super('packet-authentication', `Không xác thực được hệ thống gửi: ${reason}.`);
  }
}
