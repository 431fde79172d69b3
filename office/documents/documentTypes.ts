import { InputError } from '../errors.ts';

export interface DocumentType {
  /** Abbreviation in the notation (Decree 30/2020/NĐ-CP, Appendix III). */
  code: string;
  name: string;
  /** Whether the notation starts with the abbreviation; of công văn and thư công it does not. */
  inNotation: boolean;
}

const type = (code: string, name: string, inNotation = true): DocumentType => ({ code, name, inNotation });

/** The 29 types of administrative documents (art. 7). «CV» and «ThC» are ours: these two have no abbreviation. */
export const documentTypes: readonly DocumentType[] = [
  type('NQ', 'Nghị quyết'),
  type('QĐ', 'Quyết định'),
  type('CT', 'Chỉ thị'),
  type('QC', 'Quy chế'),
  type('QyĐ', 'Quy định'),
  type('TC', 'Thông cáo'),
  type('TB', 'Thông báo'),
  type('HD', 'Hướng dẫn'),
  type('CTr', 'Chương trình'),
  type('KH', 'Kế hoạch'),
  type('PA', 'Phương án'),
  type('ĐA', 'Đề án'),
  type('DA', 'Dự án'),
  type('BC', 'Báo cáo'),
  type('BB', 'Biên bản'),
  type('TTr', 'Tờ trình'),
  type('HĐ', 'Hợp đồng'),
  type('CV', 'Công văn', false),
  type('CĐ', 'Công điện'),
  type('BGN', 'Bản ghi nhớ'),
  type('BTT', 'Bản thỏa thuận'),
  type('GUQ', 'Giấy ủy quyền'),
  type('GM', 'Giấy mời'),
  type('GGT', 'Giấy giới thiệu'),
  type('GNP', 'Giấy nghỉ phép'),
  type('PG', 'Phiếu gửi'),
  type('PC', 'Phiếu chuyển'),
  type('PB', 'Phiếu báo'),
  type('ThC', 'Thư công', false),
];

/** @throws {InputError} */
export function documentTypeOf(code: string): DocumentType {
  const found = documentTypes.find((item) => item.code === code);
  if (!found) throw new InputError('typeCode', `Không có loại văn bản «${code}».`);
  return found;
}

/** «TTr-STTTT»; of a công văn «STTTT-CNTT», by the unit that drafted it. */
export function notationOf(documentType: DocumentType, stem: string, unitCode: string | null): string {
  if (documentType.inNotation) return `${documentType.code}-${stem}`;
  return unitCode ? `${stem}-${unitCode}` : stem;
}
