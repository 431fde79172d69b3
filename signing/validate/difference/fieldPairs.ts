/** A field and its widgets, each beside itself of before. */
import type { Field } from '../../pdf/fields.ts';
import { isRef, type PdfDict } from '../../pdf/objects.ts';
import { sameCharacteristics } from './characteristics.ts';
import type { Comparison } from './comparison.ts';
import { onlyMadeReadOnly } from './readOnlyFlag.ts';
import { differingKeys } from './sameObject.ts';

/** Numbers of the objects that the field is made of. */
export const numbersOf = (field: Field): number[] =>
  [field, ...field.widgets].flatMap(({ ref }) => (ref ? [ref.num] : []));

/** Where the field's value is an object of its own, that object may have changed alone. */
export const valueNum = (field: Field): number | undefined =>
  isRef(field.value) ? field.value.num : undefined;

/** Keys of the field and its widgets that say something else now. */
export const changedKeys = ({ before, after, permissions }: Comparison, old: Field, now: Field): string[] =>
  pairs(old, now).flatMap(([a, b]) =>
    differingKeys(a, before, b, after).filter((key) => {
      if (key === 'Ff') return permissions.level === 1 || !onlyMadeReadOnly(a, before, b, after);
      return key !== 'MK' || !sameCharacteristics(a, before, b, after);
    }),
  );

function pairs(old: Field, now: Field): [PdfDict, PdfDict][] {
  const list: [PdfDict, PdfDict][] = [[old.dict, now.dict]];
  now.widgets.forEach((widget, index) => {
    const before = old.widgets[index];
    if (before && widget.dict !== now.dict) list.push([before.dict, widget.dict]);
  });
  return list;
}

/** A program may write the new appearance over the old object, as long as nothing else draws it. */
export function explainAppearances(
  { explainAppearance }: Comparison,
  old: Field | undefined,
  now: Field,
): void {
  now.widgets.forEach((_, index) => {
    const before = old?.widgets[index];
    if (before) explainAppearance(before.dict, before.ref?.num);
  });
}
