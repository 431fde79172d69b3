/** Which objects differ between a revision and the file as it is now. */
import { isName, isStream, type PdfObject } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import type { XrefEntry } from '../../pdf/xref.ts';
import { sameObject } from './sameObject.ts';

export interface ChangedObjects {
  /** In use in both, or before only. */
  modified: Set<number>;
  /** In use now only. */
  added: Set<number>;
  /** Whatever the revisions since speak of. */
  stated: Set<number>;
}

export function changedObjects(before: PdfView, after: PdfView): ChangedObjects {
  const changed: ChangedObjects = { modified: new Set(), added: new Set(), stated: new Set() };
  for (let revision = before.revision + 1; revision <= after.revision; revision++) {
    for (const num of after.file.numbersOf(revision)) {
      if (num === 0 || changed.stated.has(num)) continue;
      changed.stated.add(num);
      const old = before.file.entry(num, before.revision);
      const now = after.file.entry(num, after.revision);
      if (inUse(old)) {
        // A reference names a generation: another one is another object, whatever it says.
        const same = sameEntry(old, now) || (sameGeneration(old, now) && sameContent(num, before, after));
        if (!same) changed.modified.add(num);
      } else if (inUse(now)) changed.added.add(num);
    }
  }
  return changed;
}

const inUse = (entry: XrefEntry | undefined): entry is XrefEntry =>
  entry !== undefined && entry.kind !== 'free';

function sameEntry(a: XrefEntry, b: XrefEntry | undefined): boolean {
  return a.kind === 'offset' && b?.kind === 'offset' && a.offset === b.offset && a.gen === b.gen;
}

const generationOf = (entry: XrefEntry | undefined): number => (entry?.kind === 'offset' ? entry.gen : 0);

/** One that is no longer in use has none. */
const sameGeneration = (a: XrefEntry, b: XrefEntry | undefined): boolean =>
  !inUse(b) || generationOf(a) === generationOf(b);

function sameContent(num: number, before: PdfView, after: PdfView): boolean {
  return sameObject(before.locate(num)?.object ?? null, before, after.locate(num)?.object ?? null, after);
}

/** Cross-reference and object streams carry the file, not the document; what refers to one takes it for content. */
export function isCarrier(object: PdfObject | undefined): boolean {
  if (!isStream(object)) return false;
  const type = object.dict.entries.get('Type');
  return isName(type) && (type.value === 'XRef' || type.value === 'ObjStm');
}
