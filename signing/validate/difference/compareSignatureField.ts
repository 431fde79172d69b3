/** Signature fields: signed, added, or left as they were (ISO 32000-1, 12.7.4.5). */
import { type Field, shownName } from '../../pdf/fields.ts';
import { isDict, isName } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import type { Comparison } from './comparison.ts';
import { explainAppearances, valueNum } from './fieldPairs.ts';
import { isLocked } from './permissions.ts';
import { isOtherAnnotation, isPictured } from './pictured.ts';

/** Viewers lock and print the widget as they sign. */
const signatureKeys = new Set(['V', 'AP', 'M', 'MK', 'F', 'P', 'Type', 'Subtype']);
/** What decides whether it is drawn, and how. */
const drawnKeys = new Set(['AP', 'MK', 'F', 'Subtype']);

/** @param wrong keys of the field and its widgets that differ */
export function compareSignatureField(
  comparison: Comparison,
  old: Field,
  now: Field,
  valueChanged: boolean,
  wrong: readonly string[],
): void {
  const { before, after, report } = comparison;
  const named = { field: shownName(now) };
  if (isDict(before.resolve(old.value))) {
    const what = valueChanged ? 'SIGNATURE_CHANGED' : 'SIGNATURE_PICTURE_CHANGED';
    if (valueChanged || wrong.length) report('content', false, what, named);
    return;
  }
  const foreign = wrong.find((key) => !signatureKeys.has(key));
  if (foreign) report('content', false, 'SIGNATURE_FIELD_ENTRY', { ...named, key: foreign.slice(0, 40) });
  if (valueChanged && !isDict(after.resolve(now.value))) {
    report('content', false, 'SIGNATURE_FIELD_MISUSED', named);
  } else if (valueChanged) acceptSignature(comparison, old, now);
  else if (wrong.some((key) => drawnKeys.has(key))) {
    report('content', false, 'SIGNATURE_FIELD_DRAWN', named);
  }
}

export function addedSignatureField(comparison: Comparison, field: Field): void {
  const { after, permissions, report } = comparison;
  if ([field, ...field.widgets].some(({ dict }) => dict.entries.has('A') || dict.entries.has('AA'))) {
    report('content', false, 'SIGNATURE_FIELD_ACTS', { field: shownName(field) });
  }
  if (isDict(after.resolve(field.value))) {
    acceptSignature(comparison, undefined, field);
    return;
  }
  const drawn = isDrawn(after, field);
  report(
    'signature-field-added',
    permissions.level > 1 && !drawn,
    drawn ? 'SIGNATURE_FIELD_ADDED_DRAWN' : 'SIGNATURE_FIELD_ADDED',
    { field: shownName(field) },
  );
}

function acceptSignature(comparison: Comparison, old: Field | undefined, field: Field): void {
  const { before, after, changed, permissions, report, explain } = comparison;
  const value = after.dict(field.value);
  const type = value && after.get(value, 'Type');
  const isTimestamp = isName(type ?? undefined) && (type as { value: string }).value === 'DocTimeStamp';
  explainAppearances(comparison, old, field);
  const num = valueNum(field);
  explain(field.value, old?.value);
  if (num !== undefined && !changed.modified.has(num) && !changed.added.has(num)) {
    report('content', false, 'SIGNATURE_BORROWED', { field: shownName(field) });
  }
  if (isTimestamp) {
    // Nobody has looked at what a timestamp covers: a picture, before or now, is not vouched for.
    const drawn = isDrawn(after, field) || (old !== undefined && isDrawn(before, old));
    report('timestamp-added', !drawn, drawn ? 'TIMESTAMP_ADDED_DRAWN' : 'TIMESTAMP_ADDED');
    return;
  }
  const locked = old !== undefined && isLocked(permissions.locks, field.name);
  report(
    'signature-added',
    permissions.level > 1 && !locked,
    locked ? 'SIGNATURE_ADDED_LOCKED' : 'SIGNATURE_ADDED',
    { field: shownName(field) },
  );
}

/** Shows something, in a rectangle that is one. */
const isDrawn = (view: PdfView, { dict: own, widgets }: Field): boolean =>
  [own, ...widgets.map(({ dict }) => dict)].some((dict) => isOtherAnnotation(view, dict)) ||
  widgets.some(({ dict }) => {
    const [x1, y1, x2, y2] = view.array(dict.entries.get('Rect')).map((item) => view.resolve(item));
    return isPictured(view, dict) && x1 !== x2 && y1 !== y2;
  });
