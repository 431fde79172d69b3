/** Whether a filled text field draws something else than its value: the way of the «replace» shadow attack. */
import { PdfError } from '../../pdf/errors.ts';
import type { Field } from '../../pdf/fields.ts';
import { isStream, type PdfObject } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';

/** Operators that draw something other than text, lines and plain areas (ISO 32000-1, annex A). */
const foreignOperator = /(?:^|[\s\])>])(Do|sh|BI|EI|ID)(?=\s|$)/;

/** Areas filled (8.5.3.3): a field that had no background of its own covers what lies under it. */
const fillOperator = /(?:^|[\s\])>])(f|F|f\*|B|B\*|b|b\*)(?=\s|$)/;

/**
 * @param old the field as it was signed
 * @returns why, in Vietnamese, or undefined when the appearance draws text only
 */
export function shownDifferently(view: PdfView, old: Field, field: Field, value: string): string | undefined {
  for (const [index, widget] of field.widgets.entries()) {
    const appearance = view.dict(widget.dict.entries.get('AP'))?.entries.get('N');
    const stream: PdfObject = view.resolve(appearance);
    if (!isStream(stream)) continue;
    let content: string;
    try {
      content = view.file.decode(stream, view.revision).toString('latin1');
    } catch (error) {
      if (error instanceof PdfError) return 'hình không đọc được';
      throw error;
    }
    // Strings are taken out first: their text may look like operators.
    const operators = content.replace(/\((?:\\.|[^\\()]|\((?:\\.|[^\\()])*\))*\)|<[0-9A-Fa-f\s]*>/gs, ' () ');
    if (foreignOperator.test(operators)) return 'vẽ hình thay cho chữ';
    const hadBackground = view.dict(old.widgets[index]?.dict.entries.get('MK'))?.entries.has('BG');
    if (!hadBackground && fillOperator.test(operators)) return 'tô nền che nội dung';
    const draws = /(?:Tj|TJ|'|")(?=\s|$)/.test(operators);
    if (!draws && value.trim() !== '') return 'không vẽ chữ nào';
  }
  return undefined;
}
