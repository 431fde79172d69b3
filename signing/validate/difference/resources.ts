/** Resource dictionaries (ISO 32000-1, 7.8.3) that the form shares with pictures: who draws with them. */
import { PdfError } from '../../pdf/errors.ts';
import { isDict, isRef, isStream, type PdfObject, type PdfStream } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import type { Reach } from './references.ts';

/** Table 33, and what Acrobat adds in a form's. */
const kinds = '(?:Font|XObject|ExtGState|ColorSpace|Pattern|Shading|Properties|ProcSet|Encoding)';
const ofStream = new RegExp(`^Resources(?:/${kinds})?$`);
const ofForm = new RegExp(`^DR(?:/${kinds})?$`);
const ofCatalog = new RegExp(`^AcroForm/DR(?:/${kinds})?$`);
const ofResources = new RegExp(`^${kinds}$`);

/**
 * Whether nothing uses the object but as the form's default resources, as resources of pictures, or as one kind of
 * such: as anything else, what it gains could mean anything.
 */
export function isResourcesOnly(view: PdfView, reach: Reach, num: number, isWhole = false): boolean {
  const root = view.trailer.entries.get('Root');
  const form = view.catalog.entries.get('AcroForm');
  return [...(reach.holders.get(num)?.keys() ?? [])].every((holder) => {
    const object = view.locate(holder)?.object;
    return pathsTo(object, num).every((path) => {
      if (isWhole && path.includes('/') && !path.endsWith('/DR')) return false;
      if (isStream(object)) return ofStream.test(path);
      if (isRef(root) && holder === root.num) return ofCatalog.test(path);
      if (isRef(form) && holder === form.num) return ofForm.test(path);
      return !isWhole && ofResources.test(path) && isResourcesOnly(view, reach, holder, true);
    });
  });
}

/** Keys from an object to each reference to another that stands in it. */
function pathsTo(object: PdfObject | undefined, num: number): string[] {
  const paths: string[] = [];
  const stack: [PdfObject | undefined, string][] = [[object, '']];
  for (let next = stack.pop(); next; next = stack.pop()) {
    const [value, path] = next;
    if (isRef(value) && value.num === num) paths.push(path.slice(1));
    else if (Array.isArray(value)) for (const item of value) stack.push([item, `${path}/[]`]);
    else if (isDict(value) || isStream(value)) {
      const { entries } = isStream(value) ? value.dict : value;
      for (const [key, item] of entries) stack.push([item, `${path}/${key}`]);
    }
  }
  return paths;
}

const MAX_HOLDERS = 10_000;

/**
 * Whether a picture that is drawn with these resources calls for one of the names: what it holds directly or through
 * dictionaries of their own.
 */
export function picturesCall(
  view: PdfView,
  { holders }: Reach,
  resources: number,
  names: readonly string[],
): boolean {
  if (names.length === 0) return false;
  const called = new Set(names);
  const seen = new Set([resources]);
  const waiting = [resources];
  for (let num = waiting.pop(); num !== undefined; num = waiting.pop()) {
    for (const holder of holders.get(num)?.keys() ?? []) {
      if (holder === 0 || seen.has(holder)) continue;
      if (seen.size > MAX_HOLDERS) return true;
      seen.add(holder);
      const object = view.locate(holder)?.object;
      if (!isStream(object)) waiting.push(holder);
      else if (callsFor(view, object, called)) return true;
    }
  }
  return false;
}

function callsFor(view: PdfView, picture: PdfStream, names: ReadonlySet<string>): boolean {
  try {
    const content = view.file.decode(picture, view.revision).toString('latin1');
    return [...content.matchAll(/\/([^\s()<>[\]{}/%]+)/g)].some(([, name]) => names.has(name!));
  } catch (error) {
    if (error instanceof PdfError) return true;
    throw error;
  }
}
