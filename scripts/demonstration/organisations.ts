import type { OrganId } from './layout.ts';

export type Role = 'official' | 'unitHead' | 'leader' | 'clerk' | 'formReviewer' | 'admin';

export interface DemoPerson {
  username: string;
  fullName: string;
  position: string;
  unit: string;
  roles: Role[];
  /** Has a certificate and a picture of a handwritten signature. */
  signs?: boolean;
}

export interface DemoOrganisation {
  organId: OrganId;
  name: string;
  superior: string | null;
  place: string;
  stem: string;
  units: { code: string; name: string }[];
  people: DemoPerson[];
  /** Registers already in use: the next number in a year, of one notation or of all. */
  registers: { kind: 'incoming' | 'outgoing'; year: number; notation?: string; nextNumber: number }[];
}

export const PASSWORD = 'congvan';
export const PIN = '123456';

/** Agencies are true ones; every person is made up, and named so. */
export const organisations: Record<OrganId, DemoOrganisation> = {
  'H56.14': {
    organId: 'H56.14',
    name: 'Sở Thông tin và Truyền thông',
    superior: 'UBND tỉnh Thanh Hóa',
    place: 'Thanh Hóa',
    stem: 'STTTT',
    units: [
      { code: 'LD', name: 'Ban Giám đốc' },
      { code: 'CNTT', name: 'Phòng Công nghệ thông tin' },
      { code: 'VP', name: 'Văn phòng Sở' },
    ],
    people: [
      {
        username: 'giamdoc.stttt',
        fullName: 'Nguyễn Văn Mẫu',
        position: 'Giám đốc',
        unit: 'LD',
        roles: ['leader'],
        signs: true,
      },
      {
        username: 'truongphong.stttt',
        fullName: 'Trần Thị Ví Dụ',
        position: 'Trưởng phòng Công nghệ thông tin',
        unit: 'CNTT',
        roles: ['unitHead'],
      },
      {
        username: 'soanthao.stttt',
        fullName: 'Lê Văn Thử',
        position: 'Chuyên viên',
        unit: 'CNTT',
        roles: ['official'],
      },
      {
        username: 'thethuc.stttt',
        fullName: 'Phạm Thị Minh Họa',
        position: 'Chánh Văn phòng Sở',
        unit: 'VP',
        roles: ['formReviewer', 'unitHead'],
      },
      {
        username: 'vanthu.stttt',
        fullName: 'Hoàng Thị Nháp',
        position: 'Văn thư',
        unit: 'VP',
        roles: ['clerk'],
      },
      {
        username: 'quantri.stttt',
        fullName: 'Đỗ Văn Giả Định',
        position: 'Quản trị hệ thống',
        unit: 'VP',
        roles: ['admin'],
      },
    ],
    registers: [
      { kind: 'outgoing', year: 2020, notation: 'TTr-STTTT', nextNumber: 2225 },
      { kind: 'incoming', year: 2020, nextNumber: 3120 },
    ],
  },
  H56: {
    organId: 'H56',
    name: 'Ủy ban nhân dân tỉnh Thanh Hóa',
    superior: null,
    place: 'Thanh Hóa',
    stem: 'UBND',
    units: [
      { code: 'LD', name: 'Lãnh đạo UBND tỉnh' },
      { code: 'VP', name: 'Văn phòng UBND tỉnh' },
      { code: 'CNTT', name: 'Phòng Công nghệ thông tin, Văn phòng UBND tỉnh' },
      { code: 'KTTC', name: 'Phòng Kinh tế, tài chính, Văn phòng UBND tỉnh' },
    ],
    people: [
      {
        username: 'phochutich.ubnd',
        fullName: 'Bùi Văn Mẫu',
        position: 'Phó Chủ tịch',
        unit: 'LD',
        roles: ['leader'],
        signs: true,
      },
      {
        username: 'truongphong.ubnd',
        fullName: 'Vũ Thị Ví Dụ',
        position: 'Phó Chánh Văn phòng',
        unit: 'VP',
        roles: ['unitHead'],
      },
      {
        username: 'chuyenvien.ubnd',
        fullName: 'Đặng Văn Thử',
        position: 'Chuyên viên',
        unit: 'VP',
        roles: ['official'],
      },
      {
        username: 'thethuc.ubnd',
        fullName: 'Ngô Thị Minh Họa',
        position: 'Trưởng phòng Hành chính',
        unit: 'VP',
        roles: ['formReviewer'],
      },
      {
        username: 'vanthu.ubnd',
        fullName: 'Dương Thị Nháp',
        position: 'Văn thư',
        unit: 'VP',
        roles: ['clerk'],
      },
      {
        username: 'phoihop1.ubnd',
        fullName: 'Lý Văn Giả Định',
        position: 'Trưởng phòng Công nghệ thông tin',
        unit: 'CNTT',
        roles: ['unitHead'],
      },
      {
        username: 'phoihop2.ubnd',
        fullName: 'Hồ Thị Tượng Trưng',
        position: 'Trưởng phòng Kinh tế, tài chính',
        unit: 'KTTC',
        roles: ['unitHead'],
      },
      {
        username: 'quantri.ubnd',
        fullName: 'Trịnh Văn Phỏng Theo',
        position: 'Quản trị hệ thống',
        unit: 'VP',
        roles: ['admin'],
      },
    ],
    registers: [
      { kind: 'outgoing', year: 2020, notation: 'QĐ-UBND', nextNumber: 5447 },
      { kind: 'incoming', year: 2020, nextNumber: 16_890 },
    ],
  },
};

/** Agencies that receive on paper: named as recipients of the decision. */
export const paperAgencies = [
  { organId: 'H56.01', name: 'Sở Nội vụ' },
  { organId: 'H56.05', name: 'Sở Tài chính' },
  { organId: 'H56.08', name: 'Sở Kế hoạch và Đầu tư' },
];
