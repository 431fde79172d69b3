import type { DraftFacts } from '../documents/draftFacts.ts';
import type { DraftData } from '../drafting/draftData.ts';
import type { Agency } from '../people/ownAgency.ts';

const ADDRESSED = /^Kính gửi:\s*(.+?)\.?$/;
const UNITS = /\s(?=(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn)\s)/i;
const COLLECTIVE = /^(Ủy ban nhân dân|Hội đồng nhân dân)/i;

/** What stands on the page of a draft (Decree 30/2020/NĐ-CP, Appendix I), from its facts. */
export function pageData(agency: Agency, facts: DraftFacts): DraftData {
  const paragraphs = (facts.body ?? '').split('\n').map((line) => line.trim());
  const body = paragraphs.filter((line) => line && !ADDRESSED.test(line));
  const addressees = paragraphs.flatMap((line) => ADDRESSED.exec(line)?.[1] ?? []);
  const { signer } = facts;
  return {
    typeCode: facts.typeCode,
    typeName: facts.typeName,
    superior: agency.superior ? upper(agency.superior) : undefined,
    agency: upper(agency.name.replace(UNITS, '\n')),
    notation: facts.notation,
    place: agency.place,
    year: facts.pageYear,
    subject: facts.subject,
    addressees,
    body,
    recipients: [
      ...(addressees.length ? ['Như trên;'] : []),
      ...facts.recipients.map(({ name }) => `${name};`),
      'Lưu: VT.',
    ],
    capacity: signer ? capacityLines(agency.name, signer.capacity, signer.position ?? '') : [],
    position: signer ? positionLine(signer.capacity, signer.position ?? '') : 'NGƯỜI KÝ',
    fullName: signer?.fullName ?? '(chưa chọn người ký)',
    illustration: agency.demonstration,
  };
}

/** «TM. ỦY BAN NHÂN DÂN», «KT. CHỦ TỊCH»: the lines over the position (Decree 30, art. 13). */
function capacityLines(agency: string, capacity: string | null, position: string): string[] {
  const collective = COLLECTIVE.exec(agency)?.[0];
  const onBehalf = collective ? [`TM. ${upper(collective)}`] : [];
  switch (capacity) {
    case 'KT.': // a deputy signs for the head: the position without «Phó»
      return [...onBehalf, `KT. ${upper(position.replace(/^Phó\s+/i, ''))}`];
    case 'TL.':
    case 'TUQ.':
      return [`${capacity} ${headOf(agency)}`];
    case 'TM.':
      return onBehalf.length ? onBehalf : [`TM. ${upper(agency)}`];
    default:
      return onBehalf;
  }
}

const positionLine = (capacity: string | null, position: string): string =>
  capacity === 'Q.' ? `Q. ${upper(position)}` : upper(position);

const heads: readonly [RegExp, string][] = [
  [/^(Ủy ban|Hội đồng)/i, 'CHỦ TỊCH'],
  [/^Sở/i, 'GIÁM ĐỐC'],
  [/^Bộ/i, 'BỘ TRƯỞNG'],
  [/^(Tổng cục|Cục)/i, 'CỤC TRƯỞNG'],
];

const headOf = (agency: string): string =>
  heads.find(([kind]) => kind.test(agency))?.[1] ?? 'THỦ TRƯỞNG CƠ QUAN';

const upper = (text: string): string => text.toLocaleUpperCase('vi');
