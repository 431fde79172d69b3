/** Text fields, choices and buttons: filled in, as far as the signatures allow it (ISO 32000-1, 12.8.2.2). */
import { type Field, isFilled, shownName } from '../../pdf/fields.ts';
import { isName, isString, type PdfObject, textOf } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import type { Comparison } from './comparison.ts';
import { coversLetters } from './coversLetters.ts';
import { explainAppearances } from './fieldPairs.ts';
import { isLocked } from './permissions.ts';
import { isOtherAnnotation } from './pictured.ts';
import { stateShows } from './shownState.ts';
import { shownDifferently } from './shownValue.ts';

const buttonKeys = new Set(['V', 'AS', 'M']);
const textKeys = new Set(['V', 'AP', 'M', 'RV', 'DA']);
/** Which are chosen, and the first that is seen (table 231). */
const choiceKeys = new Set([...textKeys, 'I', 'TI']);
const keysOf: Record<string, ReadonlySet<string>> = { Btn: buttonKeys, Ch: choiceKeys };

/** @param wrong keys of the field and its widgets that differ */
export function compareFormField(
  comparison: Comparison,
  old: Field,
  now: Field,
  valueChanged: boolean,
  wrong: readonly string[],
): void {
  const { before, after, pagesBefore, permissions, report } = comparison;
  const field = shownName(now);
  const loose = keysOf[now.type] ?? textKeys;
  const foreign = wrong.find((key) => !loose.has(key));
  if (foreign) report('content', false, 'FIELD_ENTRY', { field, key: foreign.slice(0, 30) });
  // Its keys mean something else to a note or a drawing.
  if ([now, ...now.widgets].some(({ dict }) => isOtherAnnotation(after, dict)))
    report('content', false, 'FIELD_IS_ANNOTATION', { field });
  if (!valueChanged) {
    if (wrong.length && !foreign) report('content', false, 'FIELD_LOOKS_OTHERWISE', { field });
    return;
  }
  const value = valueText(after, now.value);
  const wasEmpty = !isFilled(before, old);
  const locked = isLocked(permissions.locks, now.name);
  // Filling what was left open is what forms are for; changing what the signer saw is not, unless they said so.
  const allowed = permissions.level > 1 && !locked && (wasEmpty || permissions.own);
  const filled = locked ? 'FIELD_FILLED_LOCKED' : 'FIELD_FILLED';
  report('form-filled', allowed, filled, { field, value: value.slice(0, 60) });
  comparison.explain(now.value, old.value);
  // The pictures of a button's states are all there when it is signed, and stay.
  if (now.type !== 'Btn') explainAppearances(comparison, old, now);
  const shown =
    now.type === 'Btn'
      ? stateShows(before, old, after, now)
      : (shownDifferently(before, old, after, now, value, wasEmpty) ??
        coversLetters(before, pagesBefore, after, now, value));
  if (shown) report('content', false, shown, { field });
}

function valueText(view: PdfView, value: PdfObject | undefined): string {
  const resolved = view.resolve(value);
  if (isString(resolved)) return textOf(resolved);
  if (isName(resolved)) return resolved.value === 'Off' ? '' : resolved.value;
  if (Array.isArray(resolved)) return resolved.map((item) => valueText(view, item)).join(', ');
  return '';
}
