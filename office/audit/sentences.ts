import { shownDay } from '../dates.ts';
import { labelOf } from '../documents/label.ts';
import { statusLabels } from '../packets/statusLabels.ts';
import { deeds } from './deeds.ts';

type Details = Readonly<Record<string, unknown>>;

const review = (what: string) => (details: Details) =>
  details.outcome === 'return' ? `Trả lại dự thảo khi kiểm tra ${what}` : `Đồng ý về ${what}`;
const named = (value: unknown) => `«${String(value)}»`;
const status = (code: unknown) => `${String(code)} – ${statusLabels[String(code)] ?? 'không rõ'}`;
const day = (value: unknown) => shownDay(String(value));
const list = (value: unknown) => (Array.isArray(value) ? value.join(', ') : String(value));

/** `changed`: what of a person was set to what; absent where all of it was set. */
function userChange(changed: unknown): string {
  const { active, created, password } = (changed ?? {}) as Details;
  if (created) return 'Thêm người dùng';
  if (active !== undefined) return active ? 'Mở khóa người dùng' : 'Khóa người dùng';
  return password ? 'Đặt lại mật khẩu của người dùng' : 'Ghi người dùng';
}

/** What an entry of the audit trail says to a person. */
const sentences: Readonly<Record<string, (details: Details) => string>> = {
  'agency.setUp': ({ organId }) => `Khai báo cơ quan ${String(organId)}`,
  'delegation.end': ({ from, to }) => `Kết thúc việc ${String(from)} ủy quyền cho ${String(to)}`,
  'delegation.make': ({ from, to, fromDay, untilDay, reason }) =>
    `${String(from)} ủy quyền cho ${String(to)} từ ngày ${day(fromDay)}${untilDay ? ` đến ngày ${day(untilDay)}` : ''}: ${String(reason)}`,
  'document.acknowledge': () => 'Đã nhận văn bản để phối hợp, để biết',
  'document.addFile': ({ name, version }) => `Thêm tệp ${named(name)}, phiên bản ${String(version)}`,
  'document.arrive': ({ from }) => `Văn bản đến qua trục liên thông từ ${String(from)}`,
  'document.assign': ({ handler }) => `Giao ${String(handler)} xử lý`,
  'document.complete': () => 'Hoàn thành xử lý văn bản',
  'document.createDraft': ({ subject }) => `Mở dự thảo ${named(subject)}`,
  'document.delivered': ({ to }) => `${String(to)} xác nhận đã nhận gói tin`,
  'document.deliveryFailed': ({ to, reason }) => `${String(to)} không nhận gói tin: ${String(reason)}`,
  'document.editDraft': () => 'Sửa dự thảo',
  'document.finish': () => 'Kết thúc xử lý',
  'document.instruct': ({ dueDate }) => `Cho ý kiến chỉ đạo${dueDate ? `, hạn ${day(dueDate)}` : ''}`,
  'document.number': ({ number, notation, date }) =>
    `Cấp số ${labelOf({ number: Number(number), notation: String(notation) })}, ngày ${day(date)}`,
  'document.preserve': ({ level, archiveEnds }) =>
    `Nâng chữ ký lên mức ${String(level)} để lưu giữ, dấu thời gian có giá trị đến ${day(archiveEnds)}`,
  'document.preserveFailed': ({ problem }) => `Chưa lưu giữ được chữ ký: ${String(problem)}`,
  'document.preserveRefused': ({ problem }) => `Chữ ký không thể lưu giữ lâu dài: ${String(problem)}`,
  'document.read': () => 'Xem văn bản',
  'document.receive': ({ arrivalNumber, arrivalDate }) =>
    `Tiếp nhận, vào sổ số đến ${String(arrivalNumber)} ngày ${day(arrivalDate)}`,
  'document.refuse': () => 'Trả lại văn bản đến',
  'document.registerIncoming': ({ arrivalNumber, arrivalDate }) =>
    `Đăng ký văn bản đến số ${String(arrivalNumber)} ngày ${day(arrivalDate)}`,
  'document.respond': () => 'Mở dự thảo trả lời',
  'document.returnToClerk': () => 'Lãnh đạo trả lại văn thư',
  'document.reviewContent': review('nội dung'),
  'document.reviewForm': review('thể thức'),
  'document.seal': () => 'Ký số của cơ quan',
  'document.send': ({ electronic, paper }) =>
    `Phát hành: ${String(electronic)} nơi nhận qua trục, ${String(paper)} nơi nhận bản giấy`,
  'document.sign': ({ outcome }) => (outcome === 'return' ? 'Trả lại dự thảo, chưa ký' : 'Ký số'),
  'document.statusReceived': ({ code, from }) => `${String(from)} báo trạng thái ${status(code)}`,
  'document.statusReported': ({ code, to }) => `Báo ${String(to)} trạng thái ${status(code)}`,
  'document.submitDraft': () => 'Trình dự thảo',
  'document.submitToLeader': ({ leader }) => `Trình ${String(leader)}`,
  'document.undelivered': ({ to }) => `Chưa có xác nhận nhận gói tin: ${list(to)}`,
  'key.open': () => 'Mở khóa ký',
  'key.save': ({ commonName }) => `Lưu khóa ký của ${named(commonName)}`,
  'packet.rejected': ({ systemId, code }) =>
    `Gói tin từ ${String(systemId)} không được nhận (${String(code)})`,
  'partner.save': ({ name }) => `Ghi sổ địa chỉ: ${named(name)}`,
  'preservation.run': ({ due }) => `Cho chạy ngay việc lưu giữ chữ ký: ${String(due)} văn bản`,
  'process.cancel': () => 'Dừng quy trình',
  'process.deploy': ({ names }) => `Triển khai quy trình: ${list(names)}`,
  'process.cleanHistory': ({ removed }) => `Xóa lịch sử của ${String(removed)} lần chạy đã hết hạn lưu`,
  'process.migrate': ({ processInstanceKey, targetDefinitionKey }) =>
    `Chuyển lần chạy ${String(processInstanceKey)} sang phiên bản ${String(targetDefinitionKey)}`,
  'process.modify': ({ processInstanceKey, activate, terminate }) =>
    `Sửa đường đi của lần chạy ${String(processInstanceKey)}: mở ${list(activate)}; dừng ${list(terminate)}`,
  'process.resolveIncident': () => 'Cho quy trình chạy tiếp sau sự cố',
  'process.reveal': ({ name, processInstanceKey }) =>
    `Xem giá trị bị che của biến ${named(name)}, lần chạy ${String(processInstanceKey)}`,
  'process.setVariable': ({ name, processInstanceKey }) =>
    `Sửa biến ${named(name)} của lần chạy ${String(processInstanceKey)}`,
  'process.setMonitoring': () => 'Sửa danh sách che và thời hạn lưu của quy trình',
  'process.updateRetries': ({ jobKey, retries }) =>
    `Đặt lại số lần thử của việc máy ${String(jobKey)}: ${String(retries)}`,
  'register.open': ({ year, nextNumber }) => `Mở sổ năm ${String(year)} từ số ${String(nextNumber)}`,
  'key.sendCode': ({ commonName }) => `Xin mã xác thực (OTP) của khóa ký ${named(commonName)}`,
  'signing.cancel': () => 'Hủy việc chờ dịch vụ ký số từ xa',
  'signing.begin': ({ commonName }) => `Bắt đầu ký bằng thiết bị của ${named(commonName)}`,
  'signing.batch': ({ count }) => `Xác nhận ký ${String(count)} văn bản trong một đợt`,
  'task.close': () => 'Thu hồi việc đang mở',
  'task.handOver': ({ from, to, reason }) =>
    to
      ? `Bàn giao việc của ${String(from)} cho ${String(to)}: ${String(reason)}`
      : `Trả người soạn việc ký của ${String(from)}: ${String(reason)}`,
  'signaturePolicy.save': () => 'Đổi cách kiểm tra và lưu giữ chữ ký',
  'trust.add': ({ name, vouch }) =>
    `Thêm danh sách tin cậy ${named(name)}${vouch ? ', chữ ký của danh sách chưa được kiểm tra' : ''}`,
  'trust.change': ({ name, enabled }) =>
    `${enabled === false ? 'Ngừng dùng' : 'Sửa'} danh sách tin cậy ${named(name)}`,
  'unit.save': ({ name }) => `Ghi đơn vị ${named(name)}`,
  'user.save': ({ username, changed }) => `${userChange(changed)} ${named(username)}`,
};

const WRONG_PIN = 'mở khóa ký (sai mã PIN)';

export function sentenceOf(action: string, details: Details, outcome: 'ok' | 'denied'): string {
  if (outcome === 'denied')
    return `Bị từ chối: ${action === 'key.open' ? WRONG_PIN : (deeds[action] ?? action)}`;
  return sentences[action]?.(details) ?? action;
}
