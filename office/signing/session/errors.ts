import { OfficeError } from '../../errors.ts';

/** There is no such session of this person, or no session with this token. */
export class SessionNotFoundError extends OfficeError {
  constructor() {
    super('signing-session-not-found', 'missing', 'Không có phiên ký này.');
  }
}

/** The session has ended: it was used, replaced by a later one, or its time is over. */
export class SessionEndedError extends OfficeError {
  constructor() {
    super('signing-session-ended', 'conflict', 'Phiên ký đã kết thúc; hãy bắt đầu lại.');
  }
}

/** What the plug-in sends back is larger than the document with a signature can be. */
export class ReturnedTooLargeError extends OfficeError {
  constructor() {
    super('returned-too-large', 'invalid', 'Tệp nhận lại lớn hơn nhiều so với tài liệu đã giao ký.');
  }
}
