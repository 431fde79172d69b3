/** Layers (optional content, ISO 32000-1, 8.11) that are not shown to everybody. */
import { isName } from '../../pdf/objects.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import type { Reason } from '../report.ts';

export function optionalContent(view: PdfView): Reason[] {
  const properties = view.dict(view.catalog.entries.get('OCProperties'));
  const configuration = view.dict(properties?.entries.get('D'));
  if (!properties || !configuration) return [];
  const base = view.get(configuration, 'BaseState');
  const isHidden =
    view.array(configuration.entries.get('OFF')).length > 0 || (isName(base) && base.value !== 'ON');
  // 8.11.4.4: by zoom, language, user, or whether it is viewed, printed or exported.
  const byUse = view.array(configuration.entries.get('AS')).length > 0;
  if (!isHidden && !byUse) return [];
  const message = byUse
    ? 'Có lớp nội dung ẩn hoặc hiện tùy lúc xem hay in'
    : 'Có lớp nội dung đang ẩn mà người xem bật lên được';
  return [{ code: 'OPTIONAL_CONTENT', message }];
}
