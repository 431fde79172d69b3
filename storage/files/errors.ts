/** The content is larger than the caller allows. */
export class TooLargeError extends Error {
  readonly code = 'file-too-large';
  readonly maxBytes: number;
  constructor(maxBytes: number) {
    super(`Tệp lớn hơn giới hạn ${Math.floor(maxBytes / 1024 / 1024)} MB.`);
    this.name = 'TooLargeError';
    this.maxBytes = maxBytes;
  }
}

/** No file of this SHA-256 is kept. */
export class FileMissingError extends Error {
  readonly code = 'file-missing';
  constructor(sha256: string, options?: ErrorOptions) {
    super(`Không có tệp ${sha256} trong kho.`, options);
    this.name = 'FileMissingError';
  }
}

/** What is kept under this SHA-256 is no longer what was put there. */
export class FileCorruptError extends Error {
  readonly code = 'file-corrupt';
  constructor(sha256: string) {
    super(`Tệp ${sha256} trong kho đã bị hỏng: nội dung không còn khớp mã băm.`);
    this.name = 'FileCorruptError';
  }
}

/** The name asked for is not a SHA-256 in lower-case hex. */
export class FileNameError extends Error {
  readonly code = 'file-name';
  constructor(name: string) {
    super(`«${name.slice(0, 80)}» không phải mã băm SHA-256.`);
    this.name = 'FileNameError';
  }
}
