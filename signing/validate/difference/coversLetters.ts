/**
 * Whether what a field was filled with is written over letters that were signed: a digit turned into another, or a
 * word of light letters on a dark ground painted out in the colour of the ground. What one writes on is left blank.
 */
import { PdfError } from '../../pdf/errors.ts';
import type { Field } from '../../pdf/fields.ts';
import { isRef, type PdfDict } from '../../pdf/objects.ts';
import type { Page } from '../../pdf/pages.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import { type Area, isNear } from './area.ts';
import type { ChangeCode } from './changeWords.ts';
import { isDrawnByViewers } from './defaultAppearance.ts';
import { annotationLetters, pageLetters, rectangleOf } from './signedLetters.ts';

/** Points that letters may reach into each other. */
const TOUCH = 0.5;
/** Letters so many times as high as the field's shorter side are cut off, and so no letters. */
const LARGEST = 2;

/**
 * @param pages of the signed revision
 * @param value what the field says now
 */
export function coversLetters(
  before: PdfView,
  pages: readonly Page[],
  after: PdfView,
  field: Field,
  value: string,
): ChangeCode | undefined {
  try {
    for (const { ref, dict } of field.widgets) {
      const written = writtenAreas(after, dict, value);
      if (written === 'too-large') return 'SHOWN_PICTURE_FOR_TEXT';
      const isOwn = (num: number | undefined) => num !== undefined && num === ref?.num;
      const under = pages
        .filter((page) => written.length > 0 && bears(before, page, ref?.num))
        .map((page) => pageLetters(before, page))
        .flatMap(({ own, annotations }) => [
          own,
          ...annotations.filter(({ num }) => !isOwn(num)).map(({ letters }) => letters),
        ]);
      const isWrittenOn = (core: Area) => written.some((box) => isNear(box, core, -TOUCH));
      if (under.some((letters) => letters.some(({ core }) => isWrittenOn(core)))) return 'SHOWN_OVER_LETTERS';
    }
  } catch (error) {
    if (error instanceof PdfError) return 'SHOWN_OVER_LETTERS';
    throw error;
  }
  return undefined;
}

const bears = (view: PdfView, { dict }: Page, widget: number | undefined): boolean =>
  widget === undefined ||
  view.array(dict.entries.get('Annots')).some((item) => isRef(item) && item.num === widget);

/** Where the field writes; all of it where viewers do. */
function writtenAreas(view: PdfView, widget: PdfDict, value: string): Area[] | 'too-large' {
  const rectangle = rectangleOf(view, widget);
  if (isDrawnByViewers(view, widget)) return value.trim() === '' ? [] : [rectangle];
  const shortest = Math.min(rectangle.right - rectangle.left, rectangle.top - rectangle.bottom);
  const boxes = annotationLetters(view, 'written', widget, rectangle).map(({ box }) => box);
  if (boxes.some((box) => Math.min(box.top - box.bottom, box.right - box.left) > LARGEST * shortest))
    return 'too-large';
  return boxes.map((box) => ({
    left: Math.max(box.left, rectangle.left),
    bottom: Math.max(box.bottom, rectangle.bottom),
    right: Math.min(box.right, rectangle.right),
    top: Math.min(box.top, rectangle.top),
  }));
}
