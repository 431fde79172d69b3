/** What can be wrong with a file that says it is a PDF: each a class with a stable `code`. */

/** Any fault of the file itself, told to the person who brought it. */
export class PdfError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = new.target.name;
  }
}

export class PdfEmptyError extends PdfError {
  constructor() {
    super('PDF_EMPTY', 'Tệp rỗng (0 byte).');
  }
}

export class NotAPdfError extends PdfError {
  constructor() {
    super('PDF_NOT_A_PDF', 'Tệp không phải là PDF.');
  }
}

export class PdfTooLargeError extends PdfError {
  constructor(
    readonly size: number,
    readonly maxBytes: number,
  ) {
    const mega = (bytes: number) => Math.max(1, Math.round(bytes / 1_048_576));
    super('PDF_TOO_LARGE', `Tệp PDF quá lớn (${mega(size)} MB, tối đa ${mega(maxBytes)} MB).`);
  }
}

export class PdfTruncatedError extends PdfError {
  constructor(detail: string) {
    super('PDF_TRUNCATED', `Tệp PDF bị cắt cụt: ${detail}.`);
  }
}

export class EncryptedPdfError extends PdfError {
  constructor() {
    super('PDF_ENCRYPTED', 'Tệp PDF bị mã hóa hoặc đặt mật khẩu; hãy bỏ mật khẩu rồi gửi lại.');
  }
}

/** The file breaks ISO 32000 in a way that two readers could understand differently. */
export class PdfStructureError extends PdfError {
  constructor(
    detail: string,
    readonly offset?: number,
  ) {
    super('PDF_STRUCTURE', `Cấu trúc PDF hỏng: ${detail}${offset === undefined ? '' : ` (byte ${offset})`}.`);
  }
}

/** A bound on size, depth or count was met: the file asks for more than any honest one needs. */
export class PdfLimitError extends PdfError {
  constructor(detail: string) {
    super('PDF_LIMIT', `Tệp PDF vượt giới hạn: ${detail}.`);
  }
}
