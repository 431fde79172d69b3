/** What earlier signatures allow: certification (DocMDP) and locked fields (FieldMDP), ISO 32000-1, 12.8.2. */
import { fields } from '../pdf/fields.ts';
import { isDict, isName, isString, type PdfDict, textOf } from '../pdf/objects.ts';
import type { PdfView } from '../pdf/pdfFile.ts';

/** Level of DocMDP: 1 nothing, 2 filling and signing, 3 annotations too; undefined when not certified. */
export function certification(view: PdfView): number | undefined {
  const permissions = view.dict(view.catalog.entries.get('Perms'));
  const signature = permissions && view.dict(permissions.entries.get('DocMDP'));
  if (!signature) return undefined;
  for (const parameters of transforms(view, signature, 'DocMDP')) {
    const level = view.get(parameters, 'P');
    return typeof level === 'number' ? level : 2;
  }
  return 2;
}

export const isSigned = (view: PdfView): boolean =>
  fields(view).some((field) => field.type === 'Sig' && view.dict(field.value));

/** Whether a signature that is already there locks a field. */
export function isLocked(view: PdfView, fieldName: string): boolean {
  return fields(view).some((field) => {
    const signature = field.type === 'Sig' ? view.dict(field.value) : undefined;
    return (
      signature !== undefined &&
      transforms(view, signature, 'FieldMDP').some((lock) => lockCovers(view, lock, fieldName))
    );
  });
}

function lockCovers(view: PdfView, lock: PdfDict, fieldName: string): boolean {
  const action = view.get(lock, 'Action');
  if (!isName(action)) return false;
  if (action.value === 'All') return true;
  const listed = view
    .array(lock.entries.get('Fields'))
    .map((item) => view.resolve(item))
    .some(
      (item) => isString(item) && (textOf(item) === fieldName || fieldName.startsWith(`${textOf(item)}.`)),
    );
  return action.value === 'Include' ? listed : !listed;
}

function transforms(view: PdfView, signature: PdfDict, method: string): PdfDict[] {
  return view.array(signature.entries.get('Reference')).flatMap((item) => {
    const reference = view.dict(item);
    const called = reference && view.get(reference, 'TransformMethod');
    if (!reference || !isName(called ?? null) || (called as { value: string }).value !== method) return [];
    const parameters = view.get(reference, 'TransformParams');
    return isDict(parameters) ? [parameters] : [];
  });
}
