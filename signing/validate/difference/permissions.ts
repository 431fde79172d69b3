/** What a signature allows to change after it: DocMDP and FieldMDP (ISO 32000-1, 12.8.2.2 and 12.8.2.4). */
import { isDict, isName, isString, type PdfDict, type PdfObject, textOf } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';

export interface FieldLock {
  action: 'All' | 'Include' | 'Exclude';
  fields: string[];
}

export interface Permissions {
  /** 1 nothing, 2 form filling and signing, 3 annotations as well. */
  level: 1 | 2 | 3;
  /** The signer, or the document's author, said so; otherwise it is the rule for those who say nothing. */
  explicit: boolean;
  /** The signer said so: nobody else can allow that what the signer saw in a field becomes something else. */
  own: boolean;
  locks: FieldLock[];
}

const MAX_REFERENCES = 50;

interface Transforms {
  docMdp?: 1 | 2 | 3;
  locks: FieldLock[];
}

export function transformsOf(view: PdfView, signature: PdfDict): Transforms {
  const found: Transforms = { locks: [] };
  // Some programs write the entry twice, as they certify.
  const earlier = (signature.repeated ?? []).filter(({ key }) => key === 'Reference');
  const lists = [...earlier.map(({ value }) => value), signature.entries.get('Reference')];
  for (const item of lists.flatMap((list) => view.array(list)).slice(0, MAX_REFERENCES)) {
    const reference = view.resolve(item);
    if (!isDict(reference)) continue;
    const method = view.get(reference, 'TransformMethod');
    const parameters = view.get(reference, 'TransformParams');
    if (!isName(method)) continue;
    if (method.value === 'DocMDP') {
      const stated = level(isDict(parameters) ? view.get(parameters, 'P') : null);
      found.docMdp = Math.min(stated, found.docMdp ?? stated) as 1 | 2 | 3;
    }
    if (method.value === 'FieldMDP' && isDict(parameters)) found.locks.push(lockOf(view, parameters));
  }
  return found;
}

// 12.8.2.2, table 254: 2 when the entry is missing.
const level = (value: PdfObject): 1 | 2 | 3 => (value === 1 || value === 3 ? value : 2);

function lockOf(view: PdfView, parameters: PdfDict): FieldLock {
  const action = view.get(parameters, 'Action');
  const fields = view.array(parameters.entries.get('Fields')).flatMap((item) => {
    const resolved = view.resolve(item);
    return isString(resolved) ? [textOf(resolved)] : [];
  });
  const known = isName(action) && (action.value === 'Include' || action.value === 'Exclude');
  return { action: known ? (action.value as 'Include' | 'Exclude') : 'All', fields };
}

/** The certification's own level, where the document has one at this revision. */
export function certification(view: PdfView): { level: 1 | 2 | 3; signature: PdfDict } | undefined {
  const permissions = view.get(view.catalog, 'Perms');
  const signature = isDict(permissions) ? view.get(permissions, 'DocMDP') : null;
  if (!isDict(signature)) return undefined;
  return { level: transformsOf(view, signature).docMdp ?? 2, signature };
}

/** `signatures`: the one in question and all before it. */
export function permissionsAt(view: PdfView, signatures: readonly PdfDict[]): Permissions {
  const transforms = signatures.map((signature) => transformsOf(view, signature));
  const certified = certification(view);
  const own = transforms.at(-1)?.docMdp;
  const stated = [certified?.level, own].filter((value) => value !== undefined);
  return {
    level: stated.length ? (Math.min(...stated) as 1 | 2 | 3) : 2,
    // A certification that is no signature of the file says nothing in anybody's name; it may still forbid.
    explicit: own !== undefined || (certified !== undefined && signatures.includes(certified.signature)),
    own: own !== undefined,
    locks: transforms.flatMap((item) => item.locks),
  };
}

export const isLocked = (locks: readonly FieldLock[], field: string): boolean =>
  locks.some(({ action, fields }) => {
    if (action === 'All') return true;
    const named = fields.some((name) => field === name || field.startsWith(`${name}.`));
    return action === 'Include' ? named : !named;
  });
