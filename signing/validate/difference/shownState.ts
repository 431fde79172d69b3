/**
 * Whether a check box or radio button says more than that it is on or off. All its states were drawn when the
 * document was signed, so a state that is a picture over the page would call up what nobody saw then.
 */
import { boxOf } from '../../appearance/box.ts';
import type { Field } from '../../pdf/fields.ts';
import { isName, isStream, isString, type PdfDict, textOf } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import { appearanceContent, bendsText, drawsPictures, withoutText } from './appearanceContent.ts';
import type { ChangeCode } from './changeWords.ts';

/** A tick is drawn as one glyph, in two bytes at the most. */
const MAX_TEXT = 2;
/** In a font that one writes with, a tick may be a cross; a digit would change a number beside it. */
const LETTERS = /[0-9A-WYZa-wyz]/;
/** Points: a box in which nothing but a tick has room. */
const MAX_SIDE = 40;

/**
 * @param old the field as it was signed
 * @param field the field as it is now
 * @returns why, or undefined when no state shows more than a tick
 */
export function stateShows(
  before: PdfView,
  old: Field,
  after: PdfView,
  field: Field,
): ChangeCode | undefined {
  for (const [index, widget] of field.widgets.entries()) {
    const signed = old.widgets[index]?.dict;
    if (!signed) continue;
    const then = state(before, signed);
    const now = state(after, widget.dict);
    for (const content of [then, now]) {
      if (content === undefined) continue;
      if (content === 'unreadable') return 'SHOWN_UNREADABLE';
      if (drawsPictures(content) || bendsText(content) || content.textLength > MAX_TEXT)
        return 'SHOWN_PICTURE_FOR_TICK';
      if (content.hasTextFont && LETTERS.test(content.text)) return 'SHOWN_LETTER_FOR_TICK';
    }
    if (typeof then === 'object' && typeof now === 'object' && then.text.trim() && now.text.trim())
      return 'SHOWN_OTHER_TICK';
    // Where no state was said, readers show none, the first or the only one.
    const same = isName(before.get(signed, 'AS')) && drawingOf(then) === drawingOf(now);
    if (!same && !isSmall(before, signed)) return 'SHOWN_LARGE_TICK';
  }
  return undefined;
}

/** The appearance that `/AS` selects; a button that has no states has none to change. */
function state(view: PdfView, widget: PdfDict) {
  const states = view.dict(view.dict(widget.entries.get('AP'))?.entries.get('N'));
  const selected = view.get(widget, 'AS');
  return appearanceContent(view, isName(selected) ? states?.entries.get(selected.value) : undefined, widget);
}

const drawingOf = (content: ReturnType<typeof state>): string =>
  typeof content === 'object' ? `${withoutText(content)} ${content.text}` : '';

/** Whether a button that viewers draw anew from its caption (12.5.6.19) may look otherwise than it was signed. */
export function redrawnDifferently(view: PdfView, { widgets }: Field): boolean {
  return widgets.some(({ dict }) => {
    const caption = view.get(view.dict(dict.entries.get('MK')) ?? dict, 'CA');
    const shown = state(view, dict) ?? plainAppearance(view, dict);
    return (
      (isString(caption) && textOf(caption).length > 1) ||
      shown === 'unreadable' ||
      (shown !== undefined && (drawsPictures(shown) || shown.textLength > MAX_TEXT))
    );
  });
}

/** A push button has one picture and no states. */
function plainAppearance(view: PdfView, widget: PdfDict) {
  const normal = view.dict(widget.entries.get('AP'))?.entries.get('N');
  return isStream(view.resolve(normal)) ? appearanceContent(view, normal, widget) : undefined;
}

function isSmall(view: PdfView, widget: PdfDict): boolean {
  const { width, height } = boxOf(view.numbers(widget.entries.get('Rect')));
  return width <= MAX_SIDE && height <= MAX_SIDE;
}
