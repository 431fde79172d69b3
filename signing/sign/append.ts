/** Two ways to append a revision to a document: to a copy of it, or behind it in its own memory. */
import type { Marks } from '../pdf/writeObject.ts';
import type { PdfEdit } from './pdfEdit.ts';

export interface Grown {
  /** The whole document; owned by whoever appended. */
  pdf: Buffer;
  /** Where reserved room stands, counted from the document's first byte. */
  marks: Marks;
}

/** Appends what an edit of a document changes. */
export type Append = (edit: PdfEdit) => Grown;

/** Leaves the document as it is. */
export const appendToCopy: Append = (edit) => {
  const { bytes, marks } = edit.finish();
  return { pdf: Buffer.concat([edit.file.bytes, bytes]), marks };
};

/** Writes into the memory behind the document's last byte, where there is enough; for whom the document is theirs. */
export const appendInPlace: Append = (edit) => {
  const { buffer, byteOffset, length } = edit.file.bytes;
  const { bytes, marks } = edit.finish(Buffer.from(buffer, byteOffset + length));
  const pdf =
    bytes.buffer === buffer
      ? Buffer.from(buffer, byteOffset, length + bytes.length)
      : Buffer.concat([edit.file.bytes, bytes]);
  return { pdf, marks };
};
