/** One thing wrong in what was sent: which field, element or file, and what is wrong with it, in Vietnamese. */
export interface ErrorDetail {
  where: string;
  message: string;
  /** The English of the standard or of Zeebe, where `message` is told from it. */
  original?: string;
}

export class NotSignedInError extends Error {
  readonly code = 'not-signed-in';
  constructor() {
    super('Bạn chưa đăng nhập, hoặc phiên làm việc đã hết hạn.');
    this.name = 'NotSignedInError';
  }
}

export class SignInRefusedError extends Error {
  readonly code = 'sign-in-refused';
  constructor() {
    super('Tên đăng nhập hoặc mật khẩu không đúng.');
    this.name = 'SignInRefusedError';
  }
}

export class TooManySignInsError extends Error {
  readonly code = 'too-many-sign-ins';
  readonly retryAfterSeconds: number;
  constructor(retryAfterSeconds: number) {
    super(`Đăng nhập sai quá nhiều lần. Hãy thử lại sau ${Math.ceil(retryAfterSeconds / 60)} phút.`);
    this.name = 'TooManySignInsError';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** Another system asked with no key, or with one that is not known. */
export class UnknownClientError extends Error {
  readonly code = 'unknown-client';
  constructor() {
    super(
      'Cần khóa API của hệ thống gọi, ở tiêu đề Authorization: Bearer; khóa này không có hoặc không đúng.',
    );
    this.name = 'UnknownClientError';
  }
}

export class TooManyCallsError extends Error {
  readonly code = 'too-many-calls';
  readonly retryAfterSeconds: number;
  constructor(perMinute: number, retryAfterSeconds: number) {
    super(`Hệ thống này chỉ được gọi ${perMinute} lần một phút. Hãy thử lại sau ${retryAfterSeconds} giây.`);
    this.name = 'TooManyCallsError';
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A change without the session's token, or from a page of another site. */
export class ForgedRequestError extends Error {
  readonly code = 'forged-request';
  constructor() {
    super('Yêu cầu không đến từ trang của hệ thống này. Hãy tải lại trang rồi làm lại.');
    this.name = 'ForgedRequestError';
  }
}

export class InvalidInputError extends Error {
  readonly code = 'invalid-input';
  readonly details: ErrorDetail[];
  constructor(details: ErrorDetail[]) {
    super('Dữ liệu gửi lên chưa đúng.');
    this.name = 'InvalidInputError';
    this.details = details;
  }
}

export class BodyTooLargeError extends Error {
  readonly code = 'body-too-large';
  constructor(maxBytes: number) {
    super(`Dữ liệu gửi lên lớn hơn giới hạn ${Math.floor(maxBytes / 1024 / 1024)} MB.`);
    this.name = 'BodyTooLargeError';
  }
}

export class WrongContentTypeError extends Error {
  readonly code = 'wrong-content-type';
  constructor(expected: string) {
    super(`Yêu cầu này phải gửi ở dạng ${expected}.`);
    this.name = 'WrongContentTypeError';
  }
}

export class NoSuchCallError extends Error {
  readonly code = 'no-such-call';
  constructor(path: string) {
    super(`Không có «${path.slice(0, 200)}» trong hệ thống này.`);
    this.name = 'NoSuchCallError';
  }
}

export class NoSuchPacketError extends Error {
  readonly code = 'no-such-packet';
  constructor(packetId: string) {
    super(`Không có gói tin ${packetId}.`);
    this.name = 'NoSuchPacketError';
  }
}

/** A process, or an instance of it, that the engine does not know. */
export class NoSuchProcessError extends Error {
  readonly code = 'no-such-process';
  constructor(key: string) {
    super(`Bộ máy quy trình không có ${key}.`);
    this.name = 'NoSuchProcessError';
  }
}

export class NoSuchFormError extends Error {
  readonly code = 'no-such-form';
  constructor(key: string) {
    super(`Không có biểu mẫu ${key}.`);
    this.name = 'NoSuchFormError';
  }
}

export class NoSuchDecisionError extends Error {
  readonly code = 'no-such-decision';
  constructor(key: string) {
    super(`Không có quyết định ${key}.`);
    this.name = 'NoSuchDecisionError';
  }
}

export class NoSuchIncidentError extends Error {
  readonly code = 'no-such-incident';
  constructor(key: string) {
    super(`Không còn sự cố ${key}: đã được xử lý, hoặc lần chạy đã kết thúc.`);
    this.name = 'NoSuchIncidentError';
  }
}

export class NoSuchVariableError extends Error {
  readonly code = 'no-such-variable';
  constructor(name: string) {
    super(`Không có biến «${name}» trong phạm vi này.`);
    this.name = 'NoSuchVariableError';
  }
}

/** The engine is a Zeebe cluster: what runs in it is watched with Zeebe's own tools. */
export class MonitorElsewhereError extends Error {
  readonly code = 'monitor-elsewhere';
  constructor() {
    super('Bộ máy quy trình chạy ở nơi khác; hãy theo dõi bằng công cụ của nó.');
    this.name = 'MonitorElsewhereError';
  }
}

/** A model that cannot run; nothing was deployed. `details` name the elements. */
export class ModelRefusedError extends Error {
  readonly code = 'model-refused';
  readonly details: ErrorDetail[];
  constructor(details: ErrorDetail[]) {
    super(`Quy trình có ${details.length} lỗi, chưa triển khai.`);
    this.name = 'ModelRefusedError';
    this.details = details;
  }
}

/** What a route gave does not match the schema it promises: a defect of ours, never shown in detail. */
export class PresentationError extends Error {
  readonly code = 'presentation';
  constructor(call: string, options: ErrorOptions) {
    super(`The answer of ${call} does not match its schema`, options);
    this.name = 'PresentationError';
  }
}
