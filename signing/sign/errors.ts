/** Reasons for which a document may not be signed or filled in. */
export class SigningError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = new.target.name;
  }
}

export class FieldAlreadySignedError extends SigningError {
  constructor(readonly field: string) {
    super('FIELD_ALREADY_SIGNED', `Ô ký «${field}» đã được ký.`);
  }
}

export class FieldNotFoundError extends SigningError {
  constructor(readonly field: string) {
    super('FIELD_NOT_FOUND', `Tài liệu không có ô «${field}».`);
  }
}

export class PageNotFoundError extends SigningError {
  /** @param page the first being 0 */
  constructor(readonly page: number) {
    super('PAGE_NOT_FOUND', `Tài liệu không có trang ${page + 1}.`);
  }
}

export class FieldLockedError extends SigningError {
  constructor(readonly field: string) {
    super('FIELD_LOCKED', `Ô «${field}» đã bị khóa bởi chữ ký trước đó.`);
  }
}

/** `/Reason` may not stand beside a commitment or a policy (EN 319 142-1, 6.3, requirement m). */
export class CommitmentWithReasonError extends SigningError {
  constructor() {
    super('COMMITMENT_WITH_REASON', 'Chữ ký đã nêu mục đích hoặc chính sách thì không nêu lý do nữa.');
  }
}

/** The author certified the document (ISO 32000-1, 12.8.2.2) and forbade this change. */
export class ChangeNotPermittedError extends SigningError {
  constructor(readonly permission: number) {
    super(
      'CHANGE_NOT_PERMITTED',
      permission === 1
        ? 'Người chứng nhận tài liệu không cho phép bất kỳ thay đổi nào, kể cả ký thêm.'
        : 'Người chứng nhận tài liệu chỉ cho phép điền và ký các ô đã có sẵn.',
    );
  }
}

export class DocumentSignedError extends SigningError {
  constructor() {
    super('DOCUMENT_SIGNED', 'Tài liệu đã có chữ ký; không thể thêm ô mới mà không làm chữ ký mất giá trị.');
  }
}

export class SignatureTooLargeError extends SigningError {
  constructor(
    readonly size: number,
    readonly room: number,
  ) {
    super('SIGNATURE_TOO_LARGE', `Chữ ký (${size} byte) lớn hơn chỗ đã dành (${room} byte).`);
  }
}
