import type { DraftFacts } from '../documents/draftFacts.ts';
import type { DraftData } from '../drafting/draftData.ts';
import type { Agency } from '../people/ownAgency.ts';
import { signingLines, upper } from './signingLines.ts';

const ADDRESSED = /^Kính gửi:\s*(.+?)\.?$/;
const UNITS = /\s(?=(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn)\s)/i;

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
    ...(signer ? signingLines(agency.name, signer) : { capacity: [], position: 'NGƯỜI KÝ' }),
    fullName: signer?.fullName ?? '(chưa chọn người ký)',
    illustration: agency.demonstration,
  };
}
