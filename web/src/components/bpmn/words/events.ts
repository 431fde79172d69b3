const PLACE: Record<string, string> = {
  start: 'Sự kiện bắt đầu',
  'intermediate catch': 'Sự kiện chờ',
  'intermediate throw': 'Sự kiện phát',
  boundary: 'Sự kiện biên',
  end: 'Sự kiện kết thúc',
};

const TRIGGER: Record<string, string> = {
  message: 'thông điệp',
  timer: 'hẹn giờ',
  conditional: 'điều kiện',
  signal: 'tín hiệu',
  error: 'lỗi',
  escalation: 'leo thang',
  compensation: 'bù trừ',
  cancel: 'hủy',
  link: 'liên kết',
  terminate: 'chấm dứt',
};

const EVENT = new RegExp(
  `^(?:(${Object.keys(TRIGGER).join('|')}) )?(${Object.keys(PLACE).join('|')}) event( \\(non interrupting\\))?$`,
);

/** «message start event (non interrupting)» → «Sự kiện bắt đầu: thông điệp (không ngắt)»; null when it names no event. */
export function eventWords(name: string): string | null {
  const [, trigger, place, quiet] = EVENT.exec(name) ?? [];
  if (!place) return null;
  return `${PLACE[place]}${trigger ? `: ${TRIGGER[trigger]}` : ''}${quiet ? ' (không ngắt)' : ''}`;
}
