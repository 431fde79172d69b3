import type { Environment } from './environment.ts';
import { organisations, PASSWORD, PIN } from './organisations.ts';

/** What a person who has just started it wants to know. */
export function welcome(places: Environment['places'], data: string): string {
  const lines = ['', 'Công Văn đang chạy. Mọi người và mọi con dấu ở đây đều là minh họa.', ''];
  for (const place of Object.values(places)) {
    const { name, people } = organisations[place.organId];
    lines.push(`${name} (${place.organId}): ${place.url}`);
    for (const { username, fullName, position } of people) {
      lines.push(`    ${username.padEnd(18)} ${fullName}, ${position}`);
    }
    lines.push('');
  }
  lines.push(
    `Mật khẩu của mọi người: ${PASSWORD}    Mã PIN của mọi khóa ký: ${PIN}`,
    '',
    'Thử ngay:',
    `  1. Vào ${places['H56.14'].url} bằng truongphong.stttt: Tờ trình đang chờ kiểm tra nội dung.`,
    '  2. Lần lượt thethuc.stttt, giamdoc.stttt (ký), vanthu.stttt (cấp số 2225, ngày 08/12/2020; đóng dấu; gửi).',
    `  3. Vào ${places.H56.url} bằng vanthu.ubnd: Tờ trình đã đến, chờ tiếp nhận.`,
    `  4. quantri.stttt: mở, sửa và triển khai quy trình BPMN.`,
    '',
    `Dữ liệu ở ${data}. Dừng: Ctrl+C. Xem cả câu chuyện tự chạy: npm run replay`,
    '',
  );
  return lines.join('\n');
}
