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
import type { ChangeCode } from './changeWords.ts';
import { defaultAppearance, drawnAnewDifferently, isDrawnByViewers } from './defaultAppearance.ts';
import { type Background, backgroundOf, coversOtherwise } from './keptDrawing.ts';
import { showsLightText } from './lightText.ts';
import { flagsOf } from './readOnlyFlag.ts';
import { sameObject } from './sameObject.ts';
import { redrawnDifferently } from './shownState.ts';

/** A choice that shows one of its options only (table 230). */
const COMBO = 1 << 17;

/**
 * @param old the field as it was signed
 * @param field the field as it is now
 * @param wasEmpty it had no value when it was signed
 * @returns why, or undefined when the appearance draws text only
 */
export function shownDifferently(
  before: PdfView,
  old: Field,
  after: PdfView,
  field: Field,
  value: string,
  wasEmpty: boolean,
): ChangeCode | undefined {
  const isList = field.type === 'Ch' && !((flagsOf(before, old.dict) ?? 0) & COMBO);
  const anew = value.trim() === '' && !isList ? undefined : drawnAnewDifferently(after, field);
  if (anew) return anew;
  for (const [index, widget] of field.widgets.entries()) {
    const now = normal(after, widget.dict);
    const signed = old.widgets[index]?.dict;
    const then = signed && normal(before, signed);
    // A list draws its options whether one is chosen or not.
    if (isList && signed && optionsChanged(before, signed, then, after, widget.dict, now))
      return 'SHOWN_OTHER_LIST';
    if (wasEmpty && !isList && typeof then === 'object' && then.textLength > 0) return 'SHOWN_TEXT_BEFORE';
    if (now === undefined) continue;
    if (now === 'unreadable') return 'SHOWN_UNREADABLE';
    if (underPointer(before, signed, after, widget.dict)) return 'SHOWN_UNDER_POINTER';
    const drawn = typeof then === 'object' ? then : undefined;
    const fault = drawingFault(now, drawn, backgroundOf(before, signed ?? widget.dict, drawn));
    if (fault) return fault;
    const draws = /(?:^| )(?:Tj|TJ|'|")(?= |$)/.test(now.operators);
    if (!draws && value.trim() !== '') return 'SHOWN_NO_TEXT';
  }
  return undefined;
}

function drawingFault(
  now: AppearanceContent,
  then: AppearanceContent | undefined,
  background: Background,
): ChangeCode | undefined {
  if (drawsPictures(now) || now.hasPictureFont || bendsText(now)) return 'SHOWN_PICTURE_FOR_TEXT';
  if (now.turnsColours) return 'SHOWN_OTHER_COLOURS';
  if (!background.isWhole && showsLightText(now)) return 'SHOWN_LIGHT_TEXT';
  // A border may be filled areas too; it is the same one when all but the text is as it was signed.
  if (then && withoutText(then) === withoutText(now)) return undefined;
  const covers = coversOtherwise(background, then, now);
  if (covers) return covers;
  return strokesWidely(now) ? 'SHOWN_STROKES' : undefined;
}

/** Where its picture stays away, viewers draw its options in the type that it names. */
function optionsChanged(
  before: PdfView,
  signed: PdfDict,
  then: ReturnType<typeof normal>,
  after: PdfView,
  widget: PdfDict,
  now: ReturnType<typeof normal>,
): boolean {
  if (isDrawnByViewers(before, signed) || isDrawnByViewers(after, widget)) {
    if (!sameObject(signed.entries.get('TI'), before, widget.entries.get('TI'), after)) return true;
    const [first, second] = [defaultAppearance(before, signed), defaultAppearance(after, widget)];
    return !(first ?? Buffer.alloc(0)).equals(second ?? Buffer.alloc(0));
  }
  return typeof then === 'object' && typeof now === 'object' && then.textLength > 0 && then.text !== now.text;
}

/** Viewers that draw the field anew have something to write: a value, options, a caption. */
export function saysSomething(view: PdfView, field: Field): boolean {
  if (field.type === 'Sig') return false;
  const captioned = field.widgets.some(
    ({ dict }) => view.dict(dict.entries.get('MK'))?.entries.has('CA') ?? false,
  );
  return isFilled(view, field) || field.dict.entries.has('Opt') || captioned;
}

/**
 * Whether the signed field may look otherwise once viewers draw it anew from its value, or no longer do so
 * (`/NeedAppearances`): it had a value, which its picture need not have shown, a picture of text without one, or
 * another background than its picture has.
 */
export function regeneratedDifferently(before: PdfView, field: Field): boolean {
  if (field.type === 'Btn') return redrawnDifferently(before, field);
  if (field.type !== 'Tx' && field.type !== 'Ch') return false;
  return field.widgets.some(({ dict }) => {
    const content = normal(before, dict);
    if (content === 'unreadable') return true;
    const { areas } = backgroundOf(before, dict, undefined);
    const background = content ? fillsAreas(content) : false;
    return isFilled(before, field) || (content?.textLength ?? 0) > 0 || areas.length > 0 !== background;
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
