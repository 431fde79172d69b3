/** Forms and collections that viewers make what they show of: each its own way. */
import { fields } from '../../pdf/fields.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import { needsAppearances } from '../difference/defaultAppearance.ts';
import { saysSomething } from '../difference/shownValue.ts';
import type { Reason } from '../report.ts';

/** XFA (ISO 32000-1, 12.7.8), values that are drawn anew (12.7.3.3), portable collections (12.3.5). */
export function formConditions(view: PdfView): Reason[] {
  const reasons: Reason[] = [];
  if (view.acroForm && view.get(view.acroForm, 'XFA') !== null) {
    const message = 'Biểu mẫu XFA: có chương trình hiển thị theo nội dung khác với các trang';
    reasons.push({ code: 'XFA_FORM', message });
  }
  const written = (type: string) => type === 'Tx' || type === 'Ch';
  if (
    needsAppearances(view) &&
    fields(view).some((field) => written(field.type) && saysSomething(view, field))
  ) {
    const message = 'Giá trị các ô do chương trình xem tự vẽ lại';
    reasons.push({ code: 'DRAWN_BY_VIEWERS', message });
  }
  if (view.get(view.catalog, 'Collection') !== null) {
    const message = 'Bộ sưu tập tệp: có chương trình hiển thị tệp kèm thay cho các trang';
    reasons.push({ code: 'COLLECTION', message });
  }
  return reasons;
}
