/** The fields of the interactive form: which may be filled, signed and added after a signature. */
import { type Field, shownName } from '../../pdf/fields.ts';
import { isRef } from '../../pdf/objects.ts';
import { compareForm } from './compareForm.ts';
import { compareFormField } from './compareFormField.ts';
import { addedSignatureField, compareSignatureField } from './compareSignatureField.ts';
import type { Comparison } from './comparison.ts';
import { changedKeys, numbersOf, valueNum } from './fieldPairs.ts';
import { differingKeys, sameObject } from './sameObject.ts';

/** @returns object numbers of the widgets of signature fields that are new */
export function compareFields(comparison: Comparison, old: Field[], now: Field[]): Set<number> {
  compareForm(comparison, old);
  const byRef = new Map(old.flatMap((field) => (field.ref ? [[field.ref.num, field] as const] : [])));
  const byName = new Map(old.map((field) => [field.name, field]));
  const widgets = new Set<number>();
  const kept = new Set<Field>();
  for (const field of now) {
    const known = (field.ref && byRef.get(field.ref.num)) ?? (field.ref ? undefined : byName.get(field.name));
    if (known) {
      kept.add(known);
      compareField(comparison, known, field);
    } else addedField(comparison, field, widgets);
  }
  const lost = old.find((field) => !kept.has(field));
  if (lost) comparison.report('content', false, 'FIELD_REMOVED', { field: shownName(lost) });
  compareParents(comparison, widgets);
  return widgets;
}

function compareField(comparison: Comparison, old: Field, now: Field): void {
  const { before, after, changed, report } = comparison;
  const value = valueNum(now);
  const valueChanged =
    (value !== undefined && changed.modified.has(value)) || !sameObject(old.value, before, now.value, after);
  if (old.type !== now.type || old.name !== now.name || old.widgets.length !== now.widgets.length) {
    report('content', false, 'FIELD_RETYPED', { field: shownName(now) });
    return;
  }
  const touched = numbersOf(now).some((num) => changed.modified.has(num));
  // What stands in its parent has no number of its own.
  const isDirect = numbersOf(now).length <= now.widgets.length;
  const wrong = touched || valueChanged || isDirect ? changedKeys(comparison, old, now) : [];
  if (!touched && !valueChanged && wrong.length === 0) return;
  if (now.type === 'Sig') compareSignatureField(comparison, old, now, valueChanged, wrong);
  else compareFormField(comparison, old, now, valueChanged, wrong);
  for (const num of numbersOf(now)) comparison.accept(num);
}

function addedField(comparison: Comparison, field: Field, widgets: Set<number>): void {
  if (field.type !== 'Sig') {
    comparison.report('content', false, 'FIELD_ADDED', { field: shownName(field) });
    return;
  }
  for (const num of numbersOf(field)) if (comparison.changed.added.has(num)) widgets.add(num);
  addedSignatureField(comparison, field);
}

/** Nodes above the fields: their kids may grow by new signature fields. */
function compareParents(
  { before, after, changed, isAccepted, accept }: Comparison,
  widgets: ReadonlySet<number>,
): void {
  for (const num of changed.modified) {
    if (isAccepted(num)) continue;
    const old = before.dict(before.locate(num)?.object);
    const now = after.dict(after.locate(num)?.object);
    if (!old?.entries.has('Kids') || !old.entries.has('T') || !now) continue;
    const wrong = differingKeys(old, before, now, after).filter((key) => key !== 'Kids');
    const kids = before.array(old.entries.get('Kids'));
    const grown = after.array(now.entries.get('Kids'));
    const keptAll = kids.every((kid, index) => sameObject(kid, before, grown[index], after));
    const news = grown.slice(kids.length);
    if (!wrong.length && keptAll && news.every((kid) => isRef(kid) && widgets.has(kid.num))) accept(num);
  }
}
