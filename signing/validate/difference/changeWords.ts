/** What came after a signature, in Vietnamese by its code; other languages say it by the code and the values. */
import type { Change } from '../report.ts';

const otherThanValue = (how: string) => `Ô «{field}» hiển thị khác với giá trị được điền (${how})`;

const changeWords = {
  UNACCOUNTED_BYTES: 'Sau phần đã ký có dữ liệu không thuộc cấu trúc tệp (byte {offset})',
  UPDATE_UNREADABLE: 'Phần thêm sau khi ký không đọc được: {error}',
  ROOT_REPLACED: 'Gốc của tài liệu đã bị thay bằng tài liệu khác',
  CATALOG_ENTRY: 'Mục /{key} của tài liệu đã bị sửa',
  METADATA: 'Thông tin mô tả tệp được cập nhật',

  STORE_GROWN: 'Dữ liệu xác thực (chứng thư, OCSP, CRL) được bổ sung',
  STORE_FOREIGN: 'Kho dữ liệu xác thực (DSS) chứa dữ liệu lạ',

  OBJECT_IN_TWO_PLACES: 'Luồng đối tượng chứa đối tượng {object} ở hai nơi',
  FEWER_OBJECTS: 'Phần thêm sau khi ký nêu ít đối tượng hơn bản đã ký (/Size)',
  OBJECT_SETTLED: 'Đối tượng {object} của bản đã ký đọc được hai cách, nay chỉ còn một',
  OBJECT_STREAM_OVERWRITTEN: 'Luồng đối tượng {object}, nơi bản đã ký đặt các đối tượng khác, đã bị ghi lại',
  OBJECT_KEY_TWICE: 'Đối tượng {object} có hai mục /{key}',
  TRAILER_KEY_TWICE: 'Phần cuối (trailer) thêm sau khi ký có hai mục /{key}',
  REFERENCE_TWO_WAYS: 'Bảng tham chiếu thêm sau khi ký nêu đối tượng {object} hai cách',

  OBJECT_WOKEN: 'Đối tượng {object} được chèn vào chỗ để trống trong bản đã ký',
  OBJECT_REPLACED: 'Đối tượng cấu trúc {object} bị thay bằng nội dung khác',
  OBJECT_CHANGED: 'Đối tượng {object} của bản đã ký đã bị sửa',
  OBJECT_REMOVED: 'Đối tượng {object} của bản đã ký đã bị xóa',

  PAGES_MOVED: 'Các trang đã bị thêm, bớt hoặc đổi chỗ',
  PAGE_LIST: 'Danh sách trang đã bị sửa',
  PAGE_CONTENT: 'Nội dung trang {page} đã bị sửa',
  PAGE_ENTRY: 'Nội dung trang {page} đã bị sửa (/{key})',

  ANNOTATION_CHANGED: 'Một chú giải hoặc ô biểu mẫu đã bị sửa',
  ANNOTATIONS_MOVED: 'Chú giải hoặc ô biểu mẫu trên trang {page} đã bị bỏ đi hoặc đổi chỗ',
  NOTE_CHANGED: 'Chú giải trên trang {page} được sửa hoặc bỏ đi',
  ANNOTATION_ADDED: 'Chú giải ({type}) được thêm trên trang {page}',

  FORM_ENTRY: 'Biểu mẫu đã bị sửa (/{key})',
  FORM_FONT_REPLACED: 'Phông chữ mặc định của biểu mẫu đã bị thay',
  FORM_RESOURCE_CALLED: 'Biểu mẫu được thêm phông chữ hoặc hình mà một hình đã ký gọi tới',

  FIELD_REMOVED: 'Ô biểu mẫu «{field}» đã bị bỏ đi',
  FIELD_RETYPED: 'Ô biểu mẫu «{field}» đã bị đổi loại hoặc tên',
  FIELD_ADDED: 'Ô biểu mẫu «{field}» được thêm sau khi ký',
  FIELD_ENTRY: 'Ô biểu mẫu «{field}» đã bị sửa (/{key})',
  FIELD_IS_ANNOTATION: 'Ô biểu mẫu «{field}» đã bị sửa mà cũng là một chú giải',
  FIELD_LOOKS_OTHERWISE: 'Ô biểu mẫu «{field}» hiển thị khác trước mà giá trị không đổi',
  FIELD_DRAWN_ANEW: 'Ô «{field}» sẽ được vẽ lại khác với khi ký',
  FIELD_FILLED: 'Ô «{field}» được điền «{value}»',
  FIELD_FILLED_LOCKED: 'Ô «{field}» được điền «{value}» dù đã khóa',

  SHOWN_RICH_TEXT: otherThanValue('chữ có định dạng riêng'),
  SHOWN_DEFAULT_UNREADABLE: otherThanValue('kiểu chữ mặc định không đọc được'),
  SHOWN_DEFAULT_PICTURE: otherThanValue('chữ mặc định là hình'),
  SHOWN_DEFAULT_LIGHT: otherThanValue('chữ mặc định màu nhạt'),
  SHOWN_OVER_PICTURE: otherThanValue('bản ký đã vẽ hình trong ô'),
  SHOWN_UNCOVERS: otherThanValue('để lộ nội dung mà bản ký đã che'),
  SHOWN_COVERS: otherThanValue('tô nền che nội dung'),
  SHOWN_STROKES: otherThanValue('kẻ nét che nội dung'),
  SHOWN_UNREADABLE: otherThanValue('hình không đọc được'),
  SHOWN_PICTURE_FOR_TICK: otherThanValue('vẽ hình thay cho dấu chọn'),
  SHOWN_LETTER_FOR_TICK: otherThanValue('viết chữ thay cho dấu chọn'),
  SHOWN_OTHER_TICK: otherThanValue('chữ thay bằng chữ khác'),
  SHOWN_LARGE_TICK: otherThanValue('dấu chọn lớn che nội dung'),
  SHOWN_OTHER_LIST: otherThanValue('danh sách được vẽ khác khi ký'),
  SHOWN_TEXT_BEFORE: otherThanValue('khi ký đã vẽ chữ dù chưa có giá trị'),
  SHOWN_UNDER_POINTER: otherThanValue('hình khác khi trỏ chuột'),
  SHOWN_PICTURE_FOR_TEXT: otherThanValue('vẽ hình thay cho chữ'),
  SHOWN_OTHER_COLOURS: otherThanValue('màu sắc không như đã nêu'),
  SHOWN_LIGHT_TEXT: otherThanValue('chữ màu nhạt che nội dung'),
  SHOWN_OVER_LETTERS: otherThanValue('viết đè lên chữ đã ký'),
  SHOWN_NO_TEXT: otherThanValue('không vẽ chữ nào'),

  SIGNATURE_CHANGED: 'Chữ ký đã có ở «{field}» đã bị sửa',
  SIGNATURE_PICTURE_CHANGED: 'Hình của chữ ký đã có ở «{field}» đã bị sửa',
  SIGNATURE_BORROWED: 'Ô chữ ký «{field}» mượn một chữ ký có từ trước',
  SIGNATURE_ATTACHED: 'Ô chữ ký «{field}» được gắn vào một chữ ký có từ trước',
  SIGNATURE_FIELD_ENTRY: 'Ô chữ ký «{field}» đã bị sửa (/{key})',
  SIGNATURE_FIELD_MISUSED: 'Ô chữ ký «{field}» được điền thứ không phải chữ ký',
  SIGNATURE_FIELD_DRAWN: 'Ô chữ ký «{field}» được vẽ lên mà không có chữ ký',
  SIGNATURE_FIELD_ACTS: 'Ô chữ ký «{field}» được thêm kèm hành động (/A, /AA)',
  SIGNATURE_FIELD_ADDED: 'Ô chữ ký «{field}» được thêm',
  SIGNATURE_FIELD_ADDED_DRAWN: 'Ô chữ ký «{field}» có hình nhưng chưa ký được thêm',
  SIGNATURE_ADDED: 'Ô ký «{field}» được ký thêm',
  SIGNATURE_ADDED_LOCKED: 'Ô ký «{field}» được ký thêm dù đã khóa',
  SIGNATURE_OF_UNKNOWN_AUTHORITY:
    'Chữ ký «{field}» được vẽ thêm lên tài liệu mà «{issuer}», nơi cấp chứng thư của nó, chưa có trong danh sách tin cậy',
  SIGNATURE_NOT_TRUSTED: 'Chữ ký «{field}» được vẽ thêm lên tài liệu mà không đáng tin cậy',
  TIMESTAMP_ADDED: 'Dấu thời gian tài liệu được thêm',
  TIMESTAMP_ADDED_DRAWN: 'Dấu thời gian tài liệu có hình được thêm',
} as const;

export type ChangeCode = keyof typeof changeWords;

export const changeCodes = Object.keys(changeWords) as ChangeCode[];

/** @param values what the words name; numbers of pages count from 1 */
export function changeOf(
  kind: Change['kind'],
  allowed: boolean,
  code: ChangeCode,
  values: Readonly<Record<string, string | number>> = {},
): Change {
  const named = Object.fromEntries(Object.entries(values).map(([key, value]) => [key, String(value)]));
  const message = changeWords[code].replace(/\{(\w+)\}/g, (_, key: string) => named[key] ?? '');
  const { page } = values;
  return {
    ...{ kind, allowed, code, message },
    ...(Object.keys(named).length ? { values: named } : {}),
    ...(typeof page === 'number' ? { page } : {}),
  };
}
