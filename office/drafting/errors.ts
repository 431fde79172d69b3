/** A Word template that cannot be filled: not a .docx, or it asks for a value that a draft does not have. */
export class DraftTemplateError extends Error {
  readonly code = 'draft-template';
  constructor(reason: string, options?: ErrorOptions) {
    super(`Mẫu văn bản không dùng được: ${reason}.`, options);
    this.name = 'DraftTemplateError';
  }
}

/** There is no template for this type of document. */
export class TemplateMissingError extends Error {
  readonly code = 'template-missing';
  constructor(typeCode: string) {
    super(`Chưa có mẫu văn bản cho loại «${typeCode.slice(0, 20)}».`);
    this.name = 'TemplateMissingError';
  }
}

/** LibreOffice is not installed. */
export class ConverterMissingError extends Error {
  readonly code = 'converter-missing';
  constructor(options?: ErrorOptions) {
    super(
      'Thiếu LibreOffice để tạo PDF từ tệp Word. Trên Debian, Ubuntu: apt-get install libreoffice-writer-nogui; ' +
        'trên hệ điều hành khác: cài từ https://www.libreoffice.org.',
      options,
    );
    this.name = 'ConverterMissingError';
  }
}

/** LibreOffice did not make a PDF of this document: it failed, took too long, or too many are waiting. */
export class ConversionError extends Error {
  readonly code = 'conversion-failed';
  constructor(name: string, reason: string, options?: ErrorOptions) {
    super(`Không chuyển được «${name.slice(0, 200)}» sang PDF: ${reason}.`, options);
    this.name = 'ConversionError';
  }
}
