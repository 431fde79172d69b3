import type { Organisation } from '../organisation.ts';

export const PASSWORD = 'mật khẩu';

const people = [
  ['soanthao', 'Lê Văn Thử', 'CNTT', 'official'],
  ['soanthao2', 'Lê Thị Khác', 'LD', 'official'],
  ['truongphong', 'Trần Thị Ví Dụ', 'CNTT', 'unitHead'],
  ['thethuc', 'Phạm Thị Minh Họa', 'LD', 'formReviewer'],
  ['giamdoc', 'Nguyễn Văn Mẫu', 'LD', 'leader'],
  ['vanthu', 'Hoàng Thị Nháp', 'LD', 'clerk'],
  ['quantri', 'Đỗ Văn Giả Định', 'LD', 'admin'],
] as const;

/** A small agency with one person of each role, and another official. */
export const agency = {
  organId: 'H56.14',
  name: 'Sở Thông tin và Truyền thông',
  superior: 'UBND tỉnh Thanh Hóa',
  place: 'Thanh Hóa',
  stem: 'STTTT',
  demonstration: true,
  units: [
    { code: 'LD', name: 'Ban Giám đốc' },
    { code: 'CNTT', name: 'Phòng Công nghệ thông tin' },
  ],
  people: people.map(([username, fullName, unit, role]) => ({
    username,
    fullName,
    position: role === 'leader' ? 'Giám đốc' : 'Chuyên viên',
    unit,
    roles: [role],
    password: PASSWORD,
  })),
  partners: [
    { organId: 'H56', name: 'UBND tỉnh Thanh Hóa', endpoint: 'https://localhost:1', systemId: 'H56' },
  ],
} satisfies Organisation;
