/** Whether a filled text or choice field draws something else than its value: the way of the «replace» shadow attack. */
import { type Field, isFilled } from '../../pdf/fields.ts';
import type { PdfDict } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import {
  type AppearanceContent,
  appearanceContent,
  bendsText,
  drawsPictures,
  fillsAreas,
  strokesWidely,
  withoutText,
} from './appearanceContent.ts';
import { drawnAnewDifferently } from './defaultAppearance.ts';
import { showsLightText } from './lightText.ts';
import { sameObject } from './sameObject.ts';
import { redrawnDifferently } from './shownState.ts';

/**
 * @param old the field as it was signed
 * @param field the field as it is now
 * @param wasEmpty it had no value when it was signed
 * @returns why, in Vietnamese, or undefined when the appearance draws text only
 */
export function shownDifferently(
  before: PdfView,
  old: Field,
  after: PdfView,
  field: Field,
  value: string,
  wasEmpty: boolean,
): string | undefined {
  const anew = value.trim() === '' ? undefined : drawnAnewDifferently(after, field);
  if (anew) return anew;
  for (const [index, widget] of field.widgets.entries()) {
    const now = normal(after, widget.dict);
    const signed = old.widgets[index]?.dict;
    const then = signed && normal(before, signed);
    // A list draws its options whether one is chosen or not.
    const isList = field.type === 'Ch';
    if (wasEmpty && !isList && typeof then === 'object' && then.textLength > 0)
      return 'khi ký đã vẽ chữ dù chưa có giá trị';
    if (now === undefined) continue;
    if (now === 'unreadable') return 'hình không đọc được';
    if (underPointer(before, signed, after, widget.dict)) return 'hình khác khi trỏ chuột';
    const hadBackground = before.dict(signed?.entries.get('MK'))?.entries.has('BG') ?? false;
    const fault = drawingFault(now, typeof then === 'object' ? then : undefined, hadBackground);
    if (fault) return fault;
    const draws = /(?:^| )(?:Tj|TJ|'|")(?= |$)/.test(now.operators);
    if (!draws && value.trim() !== '') return 'không vẽ chữ nào';
  }
  return undefined;
}

function drawingFault(
  now: AppearanceContent,
  then: AppearanceContent | undefined,
  hadBackground: boolean,
): string | undefined {
  if (drawsPictures(now) || now.hasPictureFont || bendsText(now)) return 'vẽ hình thay cho chữ';
  if (!hadBackground && showsLightText(now)) return 'chữ màu nhạt che nội dung';
  // A border may be filled areas too; it is the same one when all but the text is as it was signed.
  if (then && withoutText(then) === withoutText(now)) return undefined;
  // A field that had no background of its own covers what lies under it.
  if (!hadBackground && fillsAreas(now)) return 'tô nền che nội dung';
  return strokesWidely(now) ? 'kẻ nét che nội dung' : undefined;
}

/**
 * Whether the signed field may look otherwise once viewers draw it anew from its value (`/NeedAppearances`): it had
 * a value, which its picture need not have shown, or a picture of text without one.
 */
export function regeneratedDifferently(before: PdfView, field: Field): boolean {
  if (field.type === 'Btn') return redrawnDifferently(before, field);
  if (field.type !== 'Tx' && field.type !== 'Ch') return false;
  const hasValue = isFilled(before, field);
  return field.widgets.some(({ dict }) => {
    const content = normal(before, dict);
    return hasValue || content === 'unreadable' || (content?.textLength ?? 0) > 0;
  });
}

/** A picture of its own while the pointer is over it, or presses it (12.5.5), that it did not have. */
function underPointer(
  before: PdfView,
  signed: PdfDict | undefined,
  after: PdfView,
  widget: PdfDict,
): boolean {
  const old = before.dict(signed?.entries.get('AP'));
  const now = after.dict(widget.entries.get('AP'));
  return ['R', 'D'].some((key) => !sameObject(old?.entries.get(key), before, now?.entries.get(key), after));
}

const normal = (view: PdfView, widget: PdfDict) =>
  appearanceContent(view, view.dict(widget.entries.get('AP'))?.entries.get('N'), widget);
