/** The document security store (EN 319 142-1, 5.4.2) grows by what was gathered for the signatures that are there. */
import { createHash } from 'node:crypto';
import { dict, isStream, name, type PdfDict, type PdfObject, type PdfRef, stream } from '../pdf/objects.ts';
import { type StoredMaterial, storeRevision } from '../validate/securityStore.ts';
import { signaturesOf } from '../validate/signatureField.ts';
import type { PdfEdit } from './pdfEdit.ts';

/** Keys of the store's own lists, and of those of an entry of `/VRI`. */
const lists = [
  ['certificates', 'Certs', 'Cert'],
  ['ocsps', 'OCSPs', 'OCSP'],
  ['crls', 'CRLs', 'CRL'],
] as const;

/**
 * Adds what the store does not hold yet. When it holds all of it already, since an authority repeats its answers, the
 * signatures made after it are named in `/VRI`: that they have what they need would otherwise be seen nowhere, and
 * validators that look at what was written after a signature (EU DSS) call it B-T.
 */
export function growStore(edit: PdfEdit, material: StoredMaterial): void {
  const { view } = edit;
  const current = view.dict(view.catalog.entries.get('DSS'));
  const store = dict({ Type: name('DSS'), ...Object.fromEntries(current?.entries ?? []) });
  const used = dict();
  let grown = false;
  for (const [kind, key, short] of lists) {
    const references = view.array(store.entries.get(key));
    const known = new Map(references.map((item) => [fingerprintOf(edit, item), item]));
    const before = known.size;
    for (const bytes of material[kind]) {
      const id = fingerprint(bytes);
      if (!known.has(id)) known.set(id, edit.add(stream(dict(), bytes)));
    }
    const added = [...known.values()].slice(before);
    if (added.length) grown = true;
    if (references.length + added.length) store.entries.set(key, [...references, ...added]);
    if (material[kind].length)
      used.entries.set(short, [...new Set(material[kind].map((bytes) => known.get(fingerprint(bytes))!))]);
  }
  if (!grown) nameLater(edit, store, used);
  const reference = edit.add(store);
  edit.changeDict(edit.root, (catalog) => catalog.entries.set('DSS', reference));
}

/** `/VRI` by the SHA-1 of a signature's `/Contents`, in capitals (ISO 32000-2, 12.8.4.4). */
function nameLater(edit: PdfEdit, store: PdfDict, used: PdfDict): void {
  const written = storeRevision(edit.file);
  const later = signaturesOf(edit.file).filter(({ revision }) => revision > written);
  if (later.length === 0) return;
  const entries = new Map<string, PdfObject>(edit.view.dict(store.entries.get('VRI'))?.entries ?? []);
  const entry: PdfRef = edit.add(used);
  for (const { contents } of later) {
    if (contents) entries.set(createHash('sha1').update(contents.bytes).digest('hex').toUpperCase(), entry);
  }
  store.entries.set('VRI', { kind: 'dict', entries });
}

const fingerprint = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

function fingerprintOf(edit: PdfEdit, item: PdfObject): string {
  const object = edit.view.resolve(item);
  return isStream(object) ? fingerprint(edit.file.decode(object)) : '';
}
