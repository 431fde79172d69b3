/** Whether a filled text field draws something else than its value: the way of the «replace» shadow attack. */
import { PdfError } from '../../pdf/errors.ts';
import type { Field } from '../../pdf/fields.ts';
import { isStream, type PdfDict } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';

/** Operators that draw something other than text, lines and plain areas (ISO 32000-1, annex A); patterns as well. */
const foreignOperator = /(?:^|[\s\])>])(Do|sh|BI|EI|ID)(?=\s|$)|\/[^\s/]+\s+(?:scn|SCN)(?=\s|$)/;

/** Areas filled (8.5.3.3): a field that had no background of its own covers what lies under it. */
const fillOperator = /(?:^|[\s\])>])(f|F|f\*|B|B\*|b|b\*)(?=\s|$)/;

/**
 * @param old the field as it was signed
 * @param field the field as it is now
 * @returns why, in Vietnamese, or undefined when the appearance draws text only
 */
export function shownDifferently(
  before: PdfView,
  old: Field,
  after: PdfView,
  field: Field,
  value: string,
): string | undefined {
  for (const [index, widget] of field.widgets.entries()) {
    const operators = drawnBy(after, widget.dict);
    if (operators === undefined) continue;
    if (operators === 'unreadable') return 'hình không đọc được';
    if (foreignOperator.test(operators)) return 'vẽ hình thay cho chữ';
    const signed = old.widgets[index]?.dict;
    const hadBackground = before.dict(signed?.entries.get('MK'))?.entries.has('BG');
    // A border may be filled areas too; it is the same one when all but the text is as it was signed.
    const same = signed && withoutText(drawnBy(before, signed) ?? '') === withoutText(operators);
    if (!hadBackground && !same && fillOperator.test(operators)) return 'tô nền che nội dung';
    const draws = /(?:Tj|TJ|'|")(?=\s|$)/.test(operators);
    if (!draws && value.trim() !== '') return 'không vẽ chữ nào';
  }
  return undefined;
}

/** The content of a widget's normal appearance, its strings taken out: their text may look like operators. */
function drawnBy(view: PdfView, widget: PdfDict): string | undefined {
  const stream = view.resolve(view.dict(widget.entries.get('AP'))?.entries.get('N'));
  if (!isStream(stream)) return undefined;
  try {
    const content = view.file.decode(stream, view.revision).toString('latin1');
    return content.replace(/\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)|<[0-9A-Fa-f\s]*>/gs, ' () ');
  } catch (error) {
    if (error instanceof PdfError) return 'unreadable';
    throw error;
  }
}

const withoutText = (operators: string): string =>
  operators
    .replace(/(?<=^|\s)BT\s.*?\sET(?=\s|$)/gs, ' ')
    .replace(/\s+/g, ' ')
    .trim();
