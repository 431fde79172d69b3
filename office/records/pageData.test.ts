import { describe, expect, it } from 'vitest';
import type { DraftFacts } from '../documents/draftFacts.ts';
import type { Agency } from '../people/ownAgency.ts';
import { pageData } from './pageData.ts';

const province: Agency = {
  organId: 'H56',
  name: 'Ủy ban nhân dân tỉnh Thanh Hóa',
  superior: null,
  place: 'Thanh Hóa',
  stem: 'UBND',
  contact: {},
  demonstration: true,
};
const department: Agency = {
  ...province,
  name: 'Sở Thông tin và Truyền thông',
  superior: 'UBND tỉnh Thanh Hóa',
};
const signedBy = (capacity: string | null, position: string): DraftFacts => ({
  typeCode: 'QĐ',
  typeName: 'Quyết định',
  notation: 'QĐ-UBND',
  subject: 'Phê duyệt',
  urgency: 'normal',
  signerId: null,
  capacity,
  signer: { capacity, position, fullName: 'Bùi Văn Mẫu' },
  recipients: [{ name: 'Sở Tài chính' }],
  body: 'Kính gửi: Ủy ban nhân dân tỉnh.\n\nĐiều 1. Phê duyệt.',
  pageYear: 2020,
});

describe('the page of a draft', () => {
  it.each([
    [province, 'KT.', 'Phó Chủ tịch', ['TM. ỦY BAN NHÂN DÂN', 'KT. CHỦ TỊCH'], 'PHÓ CHỦ TỊCH'],
    [province, null, 'Chủ tịch', ['TM. ỦY BAN NHÂN DÂN'], 'CHỦ TỊCH'],
    [province, 'TL.', 'Chánh Văn phòng', ['TL. CHỦ TỊCH'], 'CHÁNH VĂN PHÒNG'],
    [department, 'KT.', 'Phó Giám đốc', ['KT. GIÁM ĐỐC'], 'PHÓ GIÁM ĐỐC'],
    [department, null, 'Giám đốc', [], 'GIÁM ĐỐC'],
    [department, 'Q.', 'Giám đốc', [], 'Q. GIÁM ĐỐC'],
    [department, 'TUQ.', 'Trưởng phòng', ['TUQ. GIÁM ĐỐC'], 'TRƯỞNG PHÒNG'],
  ])(
    'says over the name in which capacity a person signs (Decree 30, art. 13)',
    (agency, capacity, position, lines, line) => {
      expect(pageData(agency, signedBy(capacity, position))).toMatchObject({
        capacity: lines,
        position: line,
      });
    },
  );

  it('takes «Kính gửi» out of the body and breaks the name of the agency before its place', () => {
    expect(pageData(province, signedBy(null, 'Chủ tịch'))).toMatchObject({
      agency: 'ỦY BAN NHÂN DÂN\nTỈNH THANH HÓA',
      addressees: ['Ủy ban nhân dân tỉnh'],
      body: ['Điều 1. Phê duyệt.'],
      recipients: ['Như trên;', 'Sở Tài chính;', 'Lưu: VT.'],
      year: 2020,
      illustration: true,
    });
  });
});
