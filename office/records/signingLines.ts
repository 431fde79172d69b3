import type { DocumentSigner } from '../tables.ts';

const COLLECTIVE = /^(Ủy ban nhân dân|Hội đồng nhân dân)/i;

/** What stands over the signer's name: lines of capacity, then the position (Decree 30/2020/NĐ-CP, art. 13). */
export function signingLines(
  agency: string,
  { capacity, position }: Pick<DocumentSigner, 'capacity' | 'position'>,
): { capacity: string[]; position: string } {
  return {
    capacity: capacityLines(agency, capacity, position ?? ''),
    position: positionLine(capacity, position ?? ''),
  };
}

/** «TM. ỦY BAN NHÂN DÂN», «KT. CHỦ TỊCH». */
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

export const upper = (text: string): string => text.toLocaleUpperCase('vi');
