/** Streams, images and fonts that pages and pictures are drawn from. */
import { isDict, isName, isStream, type PdfDict, type PdfObject } from '../../pdf/objects.ts';
import type { Page } from '../../pdf/pages.ts';
import type { PdfView } from '../../pdf/pdfFile.ts';
import { annotationsOf } from '../difference/drawn.ts';
import type { Reason } from '../report.ts';

const has = (view: PdfView, dict: PdfDict, key: string): boolean => view.get(dict, key) !== null;

const streamWith = (view: PdfView, objects: readonly PdfObject[], key: string): boolean =>
  objects.some((object) => isStream(object) && has(view, object.dict, key));

/** External streams (ISO 32000-1, 7.3.8.2), reference XObjects (8.10.4) and alternate images (8.9.5.4). */
export function unsettledResources(view: PdfView, objects: readonly PdfObject[]): Reason[] {
  const reasons: Reason[] = [];
  if (streamWith(view, objects, 'F')) {
    const message = 'Một phần nội dung hiển thị được lấy từ tệp khác, ngoài phần đã ký';
    reasons.push({ code: 'EXTERNAL_STREAM', message });
  }
  if (streamWith(view, objects, 'Ref')) {
    const message = 'Tài liệu hiển thị trang của một tệp khác, ngoài phần đã ký';
    reasons.push({ code: 'REFERENCE_XOBJECT', message });
  }
  if (streamWith(view, objects, 'Alternates')) {
    const message = 'Có hình được thay bằng hình khác khi in';
    reasons.push({ code: 'ALTERNATE_IMAGE', message });
  }
  return reasons;
}

/** Proxies of OPI (14.11.7), fonts of the viewer's (9.9), films, sounds and models (13). */
export function varyingResources(
  view: PdfView,
  objects: readonly PdfObject[],
  pages: readonly Page[],
): Reason[] {
  const reasons: Reason[] = [];
  if (streamWith(view, objects, 'OPI')) {
    const message = 'Có hình được nhà in thay bằng bản khác (OPI)';
    reasons.push({ code: 'OPI', message });
  }
  if (pages.some((page) => annotationsOf(view, page).some((item) => isMultimedia(view, item)))) {
    reasons.push({ code: 'MULTIMEDIA', message: 'Có phim, âm thanh hoặc mô hình ba chiều' });
  }
  const font = objects.find((object) => isDict(object) && isViewersFont(view, object));
  if (font) {
    const name = fontName(view, font as PdfDict).slice(0, 60);
    const message = `Phông chữ «${name}» không có trong tệp`;
    reasons.push({ code: 'FONT_NOT_EMBEDDED', message, values: { font: name } });
  }
  return reasons;
}

const multimedia = new Set(['Movie', 'Sound', 'Screen', 'RichMedia', '3D']);

function isMultimedia(view: PdfView, annotation: PdfDict): boolean {
  const subtype = view.get(annotation, 'Subtype');
  return isName(subtype) && multimedia.has(subtype.value);
}

/** The standard 14 (9.6.2.2) and those that viewers take for them. */
const standard = /^(?:Helvetica|Courier|Times|Symbol|ZapfDingbats|Arial|TimesNewRoman)/;
const drawnByProgram = new Set(['Type1', 'MMType1', 'TrueType', 'CIDFontType0', 'CIDFontType2']);

function isViewersFont(view: PdfView, font: PdfDict): boolean {
  const subtype = view.get(font, 'Subtype');
  if (!isName(subtype) || !drawnByProgram.has(subtype.value) || standard.test(fontName(view, font)))
    return false;
  const descriptor = view.dict(font.entries.get('FontDescriptor'));
  return !descriptor || !['FontFile', 'FontFile2', 'FontFile3'].some((key) => has(view, descriptor, key));
}

/** Without the tag of a subset (9.6.4). */
function fontName(view: PdfView, font: PdfDict): string {
  const name = view.get(font, 'BaseFont');
  return isName(name) ? name.value.replace(/^[A-Z]{6}\+/, '').replaceAll(' ', '') : '';
}
