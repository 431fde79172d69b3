/** The interactive form: what may be filled, signed and added after a signature. */
import { type Field, isFilled, isOtherAnnotation, isPictured, shownName } from '../../pdf/fields.ts';
import { isDict, isName, isRef, isString, type PdfDict, type PdfObject, textOf } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import type { Comparison } from './comparison.ts';
import { callsInVain } from './missingFonts.ts';
import { isLocked } from './permissions.ts';
import { onlyMadeReadOnly } from './readOnlyFlag.ts';
import { picturesCall } from './references.ts';
import { differingKeys, sameObject } from './sameObject.ts';
import { stateShows } from './shownState.ts';
import { regeneratedDifferently, shownDifferently } from './shownValue.ts';

const looseFormKeys = new Set(['Fields', 'SigFlags', 'DR', 'NeedAppearances']);

/** @returns object numbers of the widgets of signature fields that are new */
export function compareFields(comparison: Comparison, old: Field[], now: Field[]): Set<number> {
  compareForms(comparison, old);
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
  if (lost) comparison.report('content', false, `Ô biểu mẫu «${shownName(lost)}» đã bị bỏ đi`);
  compareParents(comparison, widgets);
  return widgets;
}

/** @param fields as they were signed */
function compareForms(comparison: Comparison, fields: readonly Field[]): void {
  const { before, after, report, explain, explained, isShown } = comparison;
  const now = after.acroForm;
  const old = before.acroForm;
  /** Their text may be drawn with the form's default fonts. */
  const hasText = fields.some((field) => field.type !== 'Sig');
  for (const key of differingKeys(old, before, now, after)) {
    // PDFBox writes a default where there was none; it shows nowhere until a field is filled.
    const added = !old?.entries.has(key) && (key === 'DA' || key === 'Q');
    if (!looseFormKeys.has(key) && !added)
      report('structure', false, `Biểu mẫu đã bị sửa (/${key.slice(0, 40)})`);
  }
  if (!now) return;
  const asksAnew = after.get(now, 'NeedAppearances') === true;
  if (asksAnew && !(old && before.get(old, 'NeedAppearances') === true)) {
    const field = fields.find((item) => regeneratedDifferently(before, item));
    if (field) report('content', false, `Ô «${shownName(field)}» sẽ được vẽ lại khác với khi ký`);
  }
  explain(after.catalog.entries.get('AcroForm'), before.catalog.entries.get('AcroForm'));
  explain(now.entries.get('Fields'), old?.entries.get('Fields'));
  compareResources(old?.entries.get('DR'), now.entries.get('DR'));

  /**
   * What only gained entries may be used elsewhere as well, but not where something draws with one of the new names:
   * by a page, or by a picture that called for it in vain.
   */
  function superset(b: PdfObject | undefined, a: PdfObject | undefined, kept: boolean): void {
    if (!isRef(a) || !isRef(b) || a.num !== b.num || isShown(a.num)) return;
    if (!kept) {
      explain(b, a);
      return;
    }
    const first = before.dict(a);
    const gained = [...(after.dict(b)?.entries ?? [])].flatMap(([key, value]) =>
      first?.entries.has(key) ? namesGained(first.entries.get(key), value) : [key],
    );
    if (!picturesCall(before, comparison.reach(), a.num, gained)) explained.add(a.num);
  }

  function namesGained(a: PdfObject | undefined, b: PdfObject | undefined): string[] {
    const known = before.dict(a)?.entries;
    return [...(after.dict(b)?.entries.keys() ?? [])].filter((key) => !known?.has(key));
  }

  /** Default resources may gain fonts; what they had stays. */
  function compareResources(a: PdfObject | undefined, b: PdfObject | undefined): void {
    const first = before.dict(a);
    const second = after.dict(b);
    let kept = true;
    for (const [key, value] of first?.entries ?? []) {
      const other = second?.entries.get(key);
      const inner = before.dict(value);
      const same = inner
        ? [...inner.entries].every(([name, item]) =>
            sameObject(item, before, after.dict(other)?.entries.get(name), after),
          )
        : sameObject(value, before, other, after);
      if (!same && hasText) report('structure', false, 'Phông chữ mặc định của biểu mẫu đã bị thay');
      superset(other, value, same);
      kept &&= same;
    }
    superset(b, a, kept);
    const gained = namesGained(first?.entries.get('Font'), second?.entries.get('Font'));
    if (gained.length && callsInVain(before, fields, new Set(gained)))
      report('structure', false, 'Biểu mẫu được thêm phông chữ mà hình của một ô đã ký gọi tới');
  }
}

function changedNums({ changed }: Comparison, field: Field): number[] {
  return [field.ref?.num, ...field.widgets.map((widget) => widget.ref?.num)].filter(
    (num): num is number => num !== undefined && changed.modified.has(num),
  );
}

/** Where the field's value is an object of its own, that object may have changed alone. */
const valueNum = (field: Field): number | undefined => (isRef(field.value) ? field.value.num : undefined);

function compareField(comparison: Comparison, old: Field, now: Field): void {
  const { before, after, changed, report } = comparison;
  const value = valueNum(now);
  const valueTouched = value !== undefined && changed.modified.has(value);
  const touched = changedNums(comparison, now);
  if (!touched.length && !valueTouched && old.type === now.type) return;
  if (old.type !== now.type || old.name !== now.name || old.widgets.length !== now.widgets.length) {
    report('content', false, `Ô biểu mẫu «${shownName(now)}» đã bị đổi loại hoặc tên`);
    return;
  }
  const valueChanged = valueTouched || !sameObject(old.value, before, now.value, after);
  if (now.type === 'Sig') compareSignatureField(comparison, old, now, valueChanged);
  else compareFormField(comparison, old, now, valueChanged);
}

/** Viewers lock and print the widget as they sign. */
const signatureKeys = new Set(['V', 'AP', 'M', 'MK', 'F', 'P', 'Type', 'Subtype']);
/** What decides whether it is drawn, and how. */
const drawnKeys = new Set(['AP', 'MK', 'F', 'Subtype']);

function compareSignatureField(comparison: Comparison, old: Field, now: Field, valueChanged: boolean): void {
  const { before, after, report } = comparison;
  const wasSigned = isDict(before.resolve(old.value));
  const wrong = changedKeys(comparison, old, now);
  if (wasSigned) {
    const what = valueChanged ? 'Chữ ký đã có' : 'Hình của chữ ký đã có';
    if (valueChanged || wrong.length) report('content', false, `${what} ở «${shownName(now)}» đã bị sửa`);
    for (const num of changedNums(comparison, now)) comparison.explained.add(num);
    return;
  }
  const foreign = wrong.find((key) => !signatureKeys.has(key));
  if (foreign) report('content', false, `Ô chữ ký «${shownName(now)}» đã bị sửa (/${foreign})`);
  if (valueChanged && !isDict(after.resolve(now.value))) {
    report('content', false, `Ô chữ ký «${shownName(now)}» được điền thứ không phải chữ ký`);
  } else if (valueChanged) acceptSignature(comparison, old, now);
  else if (wrong.some((key) => drawnKeys.has(key))) {
    report('content', false, `Ô chữ ký «${shownName(now)}» được vẽ lên mà không có chữ ký`);
  }
  for (const num of changedNums(comparison, now)) comparison.explained.add(num);
}

function acceptSignature(comparison: Comparison, old: Field | undefined, field: Field): void {
  const { after, changed, permissions, report, explain } = comparison;
  const value = after.dict(field.value);
  const type = value && after.get(value, 'Type');
  const isTimestamp = isName(type ?? undefined) && (type as { value: string }).value === 'DocTimeStamp';
  explainAppearances(comparison, old, field);
  const num = valueNum(field);
  explain(field.value, old?.value);
  if (num !== undefined && !changed.modified.has(num) && !changed.added.has(num)) {
    report('content', false, `Ô chữ ký «${shownName(field)}» mượn một chữ ký có từ trước`);
  }
  if (isTimestamp) {
    // Nobody has looked at what a timestamp covers: a picture of its own is not vouched for.
    const drawn = isDrawn(after, field);
    report('timestamp-added', !drawn, `Dấu thời gian tài liệu ${drawn ? 'có hình ' : ''}được thêm`);
    return;
  }
  const locked = old !== undefined && isLocked(permissions.locks, field.name);
  report(
    'signature-added',
    permissions.level > 1 && !locked,
    `Ô ký «${shownName(field)}» được ký thêm${locked ? ' dù đã khóa' : ''}`,
  );
}

/** Shows something, in a rectangle that is one. */
const isDrawn = (view: PdfView, { dict: own, widgets }: Field): boolean =>
  [own, ...widgets.map(({ dict }) => dict)].some((dict) => isOtherAnnotation(view, dict)) ||
  widgets.some(({ dict }) => {
    const [x1, y1, x2, y2] = view.array(dict.entries.get('Rect')).map((item) => view.resolve(item));
    return isPictured(view, dict) && x1 !== x2 && y1 !== y2;
  });

function compareFormField(comparison: Comparison, old: Field, now: Field, valueChanged: boolean): void {
  const { before, after, permissions, report } = comparison;
  const loose = new Set(now.type === 'Btn' ? ['V', 'AS'] : ['V', 'AP', 'M', 'RV', 'I', 'DA']);
  const wrong = changedKeys(comparison, old, now);
  const foreign = wrong.find((key) => !loose.has(key));
  if (foreign)
    report('content', false, `Ô biểu mẫu «${shownName(now)}» đã bị sửa (/${foreign.slice(0, 30)})`);
  if (!valueChanged && wrong.length && !foreign) {
    report('content', false, `Ô biểu mẫu «${shownName(now)}» hiển thị khác trước mà giá trị không đổi`);
  }
  for (const num of changedNums(comparison, now)) comparison.explained.add(num);
  if (!valueChanged) return;
  const value = valueText(comparison, now.value);
  const wasEmpty = !isFilled(before, old);
  const locked = isLocked(permissions.locks, now.name);
  // Filling what was left open is what forms are for; changing what the signer saw is not, unless they said so.
  const allowed = permissions.level > 1 && !locked && (wasEmpty || permissions.own);
  report(
    'form-filled',
    allowed,
    `Ô «${shownName(now)}» được điền «${value.slice(0, 60)}»${locked ? ' dù đã khóa' : ''}`,
  );
  comparison.explain(now.value, old.value);
  // The pictures of a button's states are all there when it is signed, and stay.
  if (now.type !== 'Btn') explainAppearances(comparison, old, now);
  const shown =
    now.type === 'Btn'
      ? stateShows(before, old, after, now)
      : shownDifferently(before, old, after, now, value, wasEmpty);
  if (shown) report('content', false, `Ô «${shownName(now)}» hiển thị khác với giá trị được điền (${shown})`);
}

/** A program may write the new appearance over the old object, as long as nothing else draws it. */
function explainAppearances({ explainAppearance }: Comparison, old: Field | undefined, now: Field): void {
  now.widgets.forEach((_, index) => {
    const before = old?.widgets[index];
    if (before) explainAppearance(before.dict, before.ref?.num);
  });
}
function valueText({ after }: Pick<Comparison, 'after'>, value: PdfObject | undefined): string {
  const resolved = after.resolve(value);
  if (isString(resolved)) return textOf(resolved);
  if (isName(resolved)) return resolved.value === 'Off' ? '' : resolved.value;
  if (Array.isArray(resolved)) return resolved.map((item) => valueText({ after }, item)).join(', ');
  return '';
}

function addedField(comparison: Comparison, field: Field, widgets: Set<number>): void {
  const { after, permissions, report } = comparison;
  if (field.type !== 'Sig') {
    report('content', false, `Ô biểu mẫu «${shownName(field)}» được thêm sau khi ký`);
    return;
  }
  for (const { ref } of [field, ...field.widgets])
    if (ref && comparison.changed.added.has(ref.num)) widgets.add(ref.num);
  if ([field, ...field.widgets].some(({ dict }) => dict.entries.has('A') || dict.entries.has('AA'))) {
    report('content', false, `Ô chữ ký «${shownName(field)}» được thêm kèm hành động (/A, /AA)`);
  }
  if (isDict(after.resolve(field.value))) {
    acceptSignature(comparison, undefined, field);
    return;
  }
  const drawn = isDrawn(after, field);
  report(
    'signature-field-added',
    permissions.level > 1 && !drawn,
    `Ô chữ ký «${shownName(field)}» ${drawn ? 'có hình nhưng chưa ký ' : ''}được thêm`,
  );
}

/** Nodes above the fields: their kids may grow by new signature fields. */
function compareParents(
  { before, after, changed, explained }: Comparison,
  widgets: ReadonlySet<number>,
): void {
  for (const num of changed.modified) {
    if (explained.has(num)) continue;
    const old = before.dict(before.locate(num)?.object);
    const now = after.dict(after.locate(num)?.object);
    if (!old?.entries.has('Kids') || !old.entries.has('T') || !now) continue;
    const wrong = differingKeys(old, before, now, after).filter((key) => key !== 'Kids');
    const kids = before.array(old.entries.get('Kids'));
    const grown = after.array(now.entries.get('Kids'));
    const keptAll = kids.every((kid, index) => sameObject(kid, before, grown[index], after));
    const news = grown.slice(kids.length);
    if (!wrong.length && keptAll && news.every((kid) => isRef(kid) && widgets.has(kid.num)))
      explained.add(num);
  }
}

/** Keys of the field and its widgets that say something else now. */
const changedKeys = ({ before, after, permissions }: Comparison, old: Field, now: Field): string[] =>
  pairs(old, now).flatMap(([a, b]) =>
    differingKeys(a, before, b, after).filter(
      (key) => key !== 'Ff' || permissions.level === 1 || !onlyMadeReadOnly(a, before, b, after),
    ),
  );

/** The field and its widgets, each with itself of before. */
function pairs(old: Field, now: Field): [PdfDict, PdfDict][] {
  const list: [PdfDict, PdfDict][] = [[old.dict, now.dict]];
  now.widgets.forEach((widget, index) => {
    const before = old.widgets[index];
    if (before && widget.dict !== now.dict) list.push([before.dict, widget.dict]);
  });
  return list;
}
