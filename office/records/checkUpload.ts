import { openPdf, PdfError } from '@congvan/signing';
import { FileRejectedError } from './errors.ts';

/** A file as a person gives it. */
export interface Upload {
  name: string;
  content: Uint8Array;
}

export const MAX_UPLOAD_BYTES = 100 * 1024 * 1024;

interface FileKind {
  mediaType: string;
  /** Bytes at the start of every such file. */
  magic: readonly string[];
}

const office = 'application/vnd.openxmlformats-officedocument';
const zip = ['PK\x03\x04'];
const kinds: Readonly<Record<string, FileKind>> = {
  pdf: { mediaType: 'application/pdf', magic: [] }, // opened whole, below
  docx: { mediaType: `${office}.wordprocessingml.document`, magic: zip },
  xlsx: { mediaType: `${office}.spreadsheetml.sheet`, magic: zip },
  pptx: { mediaType: `${office}.presentationml.presentation`, magic: zip },
  zip: { mediaType: 'application/zip', magic: zip },
  png: { mediaType: 'image/png', magic: ['\x89PNG\r\n\x1a\n'] },
  jpg: { mediaType: 'image/jpeg', magic: ['\xff\xd8\xff'] },
  jpeg: { mediaType: 'image/jpeg', magic: ['\xff\xd8\xff'] },
  tif: { mediaType: 'image/tiff', magic: ['II*\0', 'MM\0*'] },
  tiff: { mediaType: 'image/tiff', magic: ['II*\0', 'MM\0*'] },
};

/** What a zip of each kind must hold. */
const inZip: Readonly<Record<string, string>> = {
  docx: 'word/document.xml',
  xlsx: 'xl/workbook.xml',
  pptx: 'ppt/presentation.xml',
};

/**
 * Whether a file is what its name says, whole and readable.
 * @param extensions those taken here; absent: every kind we know
 * @returns the media type
 * @throws {FileRejectedError} with the code of what is wrong: `file-empty`, `file-too-large`, `file-type`,
 * `file-not-what-it-claims`, `file-truncated`, or that of the PDF reader (`PDF_ENCRYPTED`, `PDF_TRUNCATED`…)
 */
export function checkUpload({ name, content }: Upload, extensions?: readonly string[]): string {
  const reject = (code: string, reason: string, options?: ErrorOptions): never => {
    throw new FileRejectedError(code, name.slice(0, 200), reason, options);
  };
  const extension = name.toLowerCase().split('.').at(-1) ?? '';
  const kind = kinds[extension];
  if (!kind || (extensions && !extensions.includes(extension))) {
    const taken = (extensions ?? Object.keys(kinds)).map((one) => `.${one}`).join(', ');
    return reject('file-type', `chỉ nhận ${taken}.`);
  }
  if (content.length === 0) return reject('file-empty', 'tệp rỗng (0 byte).');
  if (content.length > MAX_UPLOAD_BYTES) return reject('file-too-large', 'tệp lớn hơn 100 MB.');
  if (extension === 'pdf') {
    try {
      openPdf(content, { maxBytes: MAX_UPLOAD_BYTES });
    } catch (error) {
      if (error instanceof PdfError) return reject(error.code, lowerFirst(error.message), { cause: error });
      throw error;
    }
    return kind.mediaType;
  }
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  const start = bytes.subarray(0, 16).toString('latin1');
  if (!kind.magic.some((magic) => start.startsWith(magic))) {
    return reject('file-not-what-it-claims', `nội dung không phải là .${extension}.`);
  }
  if (kind.magic === zip) checkZip(bytes, extension, reject);
  return kind.mediaType;
}

const END_OF_DIRECTORY = Buffer.from('PK\x05\x06', 'latin1');

/** A zip ends with its directory (APPNOTE 4.3.16, with a comment of at most 64 KB after it). */
function checkZip(bytes: Buffer, extension: string, reject: (code: string, reason: string) => never): void {
  const end = bytes.lastIndexOf(END_OF_DIRECTORY);
  if (end < 0 || end + 22 > bytes.length) reject('file-truncated', 'tệp bị cắt cụt.');
  const directory = bytes.subarray(bytes.readUInt32LE(end + 16), end);
  const needed = inZip[extension];
  if (needed && !directory.includes(needed)) {
    reject('file-not-what-it-claims', `nội dung không phải là .${extension}.`);
  }
}

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1);
