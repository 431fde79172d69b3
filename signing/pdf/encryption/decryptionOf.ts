/** Opens an encrypted file as the trailers of all its revisions describe it. */
import { PdfStructureError } from '../errors.ts';
import { isDict, isRef, isString, type PdfObject } from '../objects.ts';
import type { PdfFile, PdfView } from '../pdfFile.ts';
import { ByteSink, writeObject } from '../writeObject.ts';
import { type Decryption, decryption } from './decryption.ts';

/**
 * @throws EncryptedPdfError; PdfStructureError when revisions describe it differently, since a later one could
 * then give other words to bytes that were signed
 */
export function decryptionOf(file: PdfFile): Decryption {
  const described = file.revisions.map((revision) => describe(file.at(revision.index)));
  const first = described[0]!;
  if (described.some((item) => item.written !== first.written))
    throw new PdfStructureError('cách mã hóa đổi giữa các lần cập nhật');
  const undo = decryption(first.encrypt, first.id);
  // Its own strings stand in the clear (7.6.1).
  return (object, num, gen) => (num === first.num ? object : undo(object, num, gen));
}

function describe(view: PdfView) {
  const { entries } = view.trailer;
  const held = entries.get('Encrypt');
  const encrypt = direct(view, view.resolve(held), 0);
  const [id = null] = view.array(entries.get('ID'));
  const half = view.resolve(id);
  if (!isDict(encrypt)) throw new PdfStructureError('không có /Encrypt trong mọi lần cập nhật');
  const bytes = isString(half) ? half.bytes : Buffer.alloc(0);
  const sink = new ByteSink();
  writeObject(sink, [encrypt]);
  return {
    encrypt,
    id: bytes,
    num: isRef(held) ? held.num : 0,
    written: `${isRef(held) ? held.num : 0} ${bytes.toString('hex')} ${sink.take().toString('latin1')}`,
  };
}

const MAX_DEPTH = 6;

/** Without references, which a key must not depend on. */
function direct(view: PdfView, object: PdfObject, depth: number): PdfObject {
  if (depth > MAX_DEPTH) throw new PdfStructureError('/Encrypt lồng quá sâu');
  const inner = (value: PdfObject): PdfObject => direct(view, view.resolve(value), depth + 1);
  if (Array.isArray(object)) return object.map(inner);
  if (!isDict(object)) return object;
  return { kind: 'dict', entries: new Map([...object.entries].map(([key, value]) => [key, inner(value)])) };
}
