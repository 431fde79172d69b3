/** What the office's fields are called to people, by their names in the form (`/TU`, ISO 32000-1, table 220). */
const tooltips: Readonly<Record<string, string>> = {
  person: 'Chữ ký của người có thẩm quyền',
  agency: 'Chữ ký số của cơ quan',
  initialContent: 'Chữ ký nháy về nội dung',
  initialForm: 'Chữ ký nháy về thể thức',
  number: 'Số văn bản',
  day: 'Ngày ban hành',
  month: 'Tháng ban hành',
};

const COSIGNER = /^cosigner(\d{1,2})$/;

/** @returns undefined for a name that is not one of the office's */
export function tooltipOf(fieldName: string): string | undefined {
  const [, order] = COSIGNER.exec(fieldName) ?? [];
  return order ? `Chữ ký của người ký thứ ${order}` : tooltips[fieldName];
}
