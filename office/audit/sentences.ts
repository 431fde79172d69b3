import { shownDay } from '../dates.ts';
import { labelOf } from '../documents/label.ts';
import { statusLabels } from '../packets/statusLabels.ts';
import { deeds } from './deeds.ts';

type Details = Readonly<Record<string, unknown>>;

/** What an entry of the audit trail says to a person. */
export interface Told {
  /** Which sentence, so that it can be said in another language: the action, and how it was done where that matters. */
  code: string;
  /** What the sentence names. */
  values: Record<string, string>;
  /** In Vietnamese. */
  sentence: string;
}

/** By code; `{name}` is what the entry's details have under that name. */
const sentences: Readonly<Record<string, string>> = {
  'agency.setUp': 'Khai báo cơ quan {organId}',
  'delegation.end': 'Kết thúc việc {from} ủy quyền cho {to}',
  'delegation.make': '{from} ủy quyền cho {to} từ ngày {fromDay}: {reason}',
  'delegation.make-until': '{from} ủy quyền cho {to} từ ngày {fromDay} đến ngày {untilDay}: {reason}',
  'document.acknowledge': 'Đã nhận văn bản để phối hợp, để biết',
  'document.addFile': 'Thêm tệp «{name}», phiên bản {version}',
  'document.arrive': 'Văn bản đến qua trục liên thông từ {from}',
  'document.assign': 'Giao {handler} xử lý',
  'document.complete': 'Hoàn thành xử lý văn bản',
  'document.createDraft': 'Mở dự thảo «{subject}»',
  'document.delivered': '{to} xác nhận đã nhận gói tin',
  'document.deliveryFailed': '{to} không nhận gói tin: {reason}',
  'document.editDraft': 'Sửa dự thảo',
  'document.finish': 'Kết thúc xử lý',
  'document.instruct': 'Cho ý kiến chỉ đạo',
  'document.instruct-due': 'Cho ý kiến chỉ đạo, hạn {dueDate}',
  'document.number': 'Cấp số {label}, ngày {date}',
  'document.preserve': 'Nâng chữ ký lên mức {level} để lưu giữ, dấu thời gian có giá trị đến {archiveEnds}',
  'document.preserveFailed': 'Chưa lưu giữ được chữ ký: {problem}',
  'document.preserveRefused': 'Chữ ký không thể lưu giữ lâu dài: {problem}',
  'document.read': 'Xem văn bản',
  'document.receive': 'Tiếp nhận, vào sổ số đến {arrivalNumber} ngày {arrivalDate}',
  'document.refuse': 'Trả lại văn bản đến',
  'document.registerIncoming': 'Đăng ký văn bản đến số {arrivalNumber} ngày {arrivalDate}',
  'document.respond': 'Mở dự thảo trả lời',
  'document.returnToClerk': 'Lãnh đạo trả lại văn thư',
  'document.reviewContent': 'Đồng ý về nội dung',
  'document.reviewContent-return': 'Trả lại dự thảo khi kiểm tra nội dung',
  'document.reviewForm': 'Đồng ý về thể thức',
  'document.reviewForm-return': 'Trả lại dự thảo khi kiểm tra thể thức',
  'document.seal': 'Ký số của cơ quan',
  'document.send': 'Phát hành: {electronic} nơi nhận qua trục, {paper} nơi nhận bản giấy',
  'document.sign': 'Ký số',
  'document.sign-return': 'Trả lại dự thảo, chưa ký',
  'document.statusReceived': '{from} báo trạng thái {code} – {status}',
  'document.statusReported': 'Báo {to} trạng thái {code} – {status}',
  'document.submitDraft': 'Trình dự thảo',
  'document.submitToLeader': 'Trình {leader}',
  'document.undelivered': 'Chưa có xác nhận nhận gói tin: {to}',
  'key.open': 'Mở khóa ký',
  'key.save': 'Lưu khóa ký của «{commonName}»',
  'key.sendCode': 'Xin mã xác thực (OTP) của khóa ký «{commonName}»',
  'packet.rejected': 'Gói tin từ {systemId} không được nhận ({code})',
  'partner.save': 'Ghi sổ địa chỉ: «{name}»',
  'preservation.run': 'Cho chạy ngay việc lưu giữ chữ ký: {due} văn bản',
  'process.cancel': 'Dừng quy trình',
  'process.cleanHistory': 'Xóa lịch sử của {removed} lần chạy đã hết hạn lưu',
  'process.delete': 'Xóa phiên bản {version} của quy trình {processId}',
  'process.deploy': 'Triển khai quy trình: {names}',
  'process.evaluateDecision': 'Tính thử quyết định {decisionId}, phiên bản {version}',
  'process.migrate': 'Chuyển lần chạy {processInstanceKey} sang phiên bản {targetDefinitionKey}',
  'process.modify': 'Sửa đường đi của lần chạy {processInstanceKey}: mở {activate}; dừng {terminate}',
  'process.resolveIncident': 'Cho quy trình chạy tiếp sau sự cố',
  'process.reveal': 'Xem giá trị bị che của biến «{name}», lần chạy {processInstanceKey}',
  'process.setMonitoring': 'Sửa danh sách che và thời hạn lưu của quy trình',
  'process.setVariable': 'Sửa biến «{name}» của lần chạy {processInstanceKey}',
  'process.start': 'Bắt đầu một lần chạy của quy trình {processId}, phiên bản {version}',
  'process.updateRetries': 'Đặt lại số lần thử của việc máy {jobKey}: {retries}',
  'register.open': 'Mở sổ năm {year} từ số {nextNumber}',
  'signaturePolicy.save': 'Đổi cách kiểm tra và lưu giữ chữ ký',
  'signing.batch': 'Xác nhận ký {count} văn bản trong một đợt',
  'signing.begin': 'Bắt đầu ký bằng thiết bị của «{commonName}»',
  'signing.cancel': 'Hủy việc chờ dịch vụ ký số từ xa',
  'task.close': 'Thu hồi việc đang mở',
  'task.handOver': 'Bàn giao việc của {from} cho {to}: {reason}',
  'task.handOver-drafter': 'Trả người soạn việc ký của {from}: {reason}',
  'trust.add': 'Thêm danh sách tin cậy «{name}»',
  'trust.add-vouched': 'Thêm danh sách tin cậy «{name}», chữ ký của danh sách chưa được kiểm tra',
  'trust.change': 'Sửa danh sách tin cậy «{name}»',
  'trust.change-disabled': 'Ngừng dùng danh sách tin cậy «{name}»',
  'unit.save': 'Ghi đơn vị «{name}»',
  'user.save': 'Ghi người dùng «{username}»',
  'user.save-added': 'Thêm người dùng «{username}»',
  'user.save-locked': 'Khóa người dùng «{username}»',
  'user.save-password': 'Đặt lại mật khẩu của người dùng «{username}»',
  'user.save-unlocked': 'Mở khóa người dùng «{username}»',
};

const returned = ({ outcome }: Details) => outcome === 'return' && 'return';

/** How a thing was done where another sentence says it; the sentence without it otherwise. */
const manners: Readonly<Record<string, (details: Details) => string | false>> = {
  'delegation.make': ({ untilDay }) => !!untilDay && 'until',
  'document.instruct': ({ dueDate }) => !!dueDate && 'due',
  'document.reviewContent': returned,
  'document.reviewForm': returned,
  'document.sign': returned,
  'task.handOver': ({ to }) => !to && 'drafter',
  'trust.add': ({ vouch }) => !!vouch && 'vouched',
  'trust.change': ({ enabled }) => enabled === false && 'disabled',
  'user.save': ({ changed }) => userChange((changed ?? {}) as Details),
};

/** `changed`: what of a person was set to what; absent where all of it was set. */
function userChange({ active, created, password }: Details): string | false {
  if (created) return 'added';
  if (active !== undefined) return active ? 'unlocked' : 'locked';
  return !!password && 'password';
}

const DAYS = new Set(['archiveEnds', 'arrivalDate', 'date', 'dueDate', 'fromDay', 'untilDay']);

function shown(name: string, details: Details): string {
  const { [name]: value, code, number, notation } = details;
  if (name === 'label') return labelOf({ number: Number(number), notation: String(notation) });
  if (name === 'status') return statusLabels[String(code)] ?? 'không rõ';
  if (Array.isArray(value)) return value.join(', ');
  return DAYS.has(name) ? shownDay(String(value)) : String(value);
}

const WRONG_PIN = 'mở khóa ký (sai mã PIN)';

export function told(action: string, details: Details, outcome: 'ok' | 'denied'): Told {
  if (outcome === 'denied') {
    const wrongPin = action === 'key.open';
    const deed = wrongPin ? WRONG_PIN : (deeds[action] ?? action);
    return { code: wrongPin ? 'denied-pin' : 'denied', values: {}, sentence: `Bị từ chối: ${deed}` };
  }
  const manner = manners[action]?.(details);
  const code = manner ? `${action}-${manner}` : action;
  const words = sentences[code] ?? action;
  const names = [...words.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!);
  const values = Object.fromEntries(names.map((name) => [name, shown(name, details)]));
  return { code, values, sentence: words.replace(/\{(\w+)\}/g, (_all, name: string) => values[name]!) };
}
