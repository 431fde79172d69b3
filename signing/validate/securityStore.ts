/** Certificates and revocation material that the file carries: DSS (EN 319 142-1, 5.4.2) and CMS attributes. */
import { children, expectTag, readDer, Tag } from '../cms/der.ts';
import { Oid } from '../cms/oids.ts';
import { PdfError } from '../pdf/errors.ts';
import { isDict, isRef, isStream, type PdfDict, type PdfObject } from '../pdf/objects.ts';
import type { PdfFile, PdfView } from '../pdf/pdfFile.ts';
import { readable } from '../trust/malformed.ts';
import { definedIn } from './signatureField.ts';
import type { SignedData, SignerInfo } from './signedData.ts';

export interface StoredMaterial {
  certificates: Buffer[];
  ocsps: Buffer[];
  crls: Buffer[];
}

const MAX_ITEMS = 2000;

export const emptyMaterial = (): StoredMaterial => ({ certificates: [], ocsps: [], crls: [] });

/** What `/DSS` of the catalog holds; VRI entries name the same streams, so the lists are enough. */
export function storedMaterial(view: PdfView): StoredMaterial | undefined {
  const dss = view.get(view.catalog, 'DSS');
  if (!isDict(dss)) return undefined;
  const material = {
    certificates: streams(view, dss, ['Certs', 'Cert']),
    ocsps: streams(view, dss, ['OCSPs', 'OCSP']),
    crls: streams(view, dss, ['CRLs', 'CRL']),
  };
  const vri = view.get(dss, 'VRI');
  for (const item of isDict(vri) ? [...vri.entries.values()].slice(0, MAX_ITEMS) : []) {
    const entry = view.resolve(item);
    if (!isDict(entry)) continue;
    material.certificates.push(...streams(view, entry, ['Cert']));
    material.ocsps.push(...streams(view, entry, ['OCSP']));
    material.crls.push(...streams(view, entry, ['CRL']));
  }
  return material;
}

function streams(view: PdfView, dict: PdfDict, keys: string[]): Buffer[] {
  const items: PdfObject[] = keys.flatMap((key) => view.array(dict.entries.get(key)));
  return items.slice(0, MAX_ITEMS).flatMap((item) => {
    const object = view.resolve(item);
    if (!isStream(object)) return [];
    try {
      return [view.file.decode(object, view.revision)];
    } catch (error) {
      // A stream that cannot be unpacked proves nothing.
      if (error instanceof PdfError) return [];
      throw error;
    }
  });
}

/** The revision that wrote the store as it is now; -1 without one. */
export function storeRevision(file: PdfFile): number {
  const held = file.latest.catalog.entries.get('DSS');
  const holder = isRef(held) ? held : file.latest.trailer.entries.get('Root');
  return held === undefined || !isRef(holder) ? -1 : definedIn(file, holder.num);
}

/** Whether somebody wrote to the store after a revision: what it held before was gathered for others. */
export function storeWritten(file: PdfFile, revision: number): boolean {
  const [before, now] = [file.at(revision), file.latest];
  const references = [before, now].map((view) => view.catalog.entries.get('DSS'));
  const [old, current] = references.map((item) => (isRef(item) ? item.num : undefined));
  if (old !== current) return true;
  const known = new Set(everyItem(storedMaterial(before)));
  return everyItem(storedMaterial(now)).some((item) => !known.has(item));
}

const everyItem = (store: StoredMaterial = emptyMaterial()): string[] =>
  [...store.certificates, ...store.ocsps, ...store.crls].map((bytes) => bytes.toString('latin1'));

/** CRLs of SignedData itself and Adobe's revocationInfoArchival attribute (ISO 32000-1, 12.8.3.3.2). */
export function cmsMaterial(signedData: SignedData, signer: SignerInfo | undefined): StoredMaterial {
  const material: StoredMaterial = {
    certificates: signedData.certificates,
    ocsps: [],
    crls: [...signedData.crls],
  };
  const archival = signer?.attributes.get(Oid.adbeRevocationInfoArchival)?.[0];
  if (archival?.tag !== Tag.sequence) return material;
  readable(() => {
    for (const field of children(archival)) {
      const list = children(expectTag(readDer(field.content), Tag.sequence)).map((item) => item.raw);
      if (field.tag === 0xa0) material.crls.push(...list);
      else if (field.tag === 0xa1) material.ocsps.push(...list);
    }
  });
  return material;
}

export const joinMaterial = (...items: StoredMaterial[]): StoredMaterial => ({
  certificates: items.flatMap((item) => item.certificates),
  ocsps: items.flatMap((item) => item.ocsps),
  crls: items.flatMap((item) => item.crls),
});
