/** What people call a document by: «2225/TTr-STTTT». Numbers under 10 are written with a 0 (Decree 30, Appendix I). */
export function labelOf({ number, notation }: { number: number | null; notation: string | null }): string {
  if (number === null) return notation ?? 'Chưa có số';
  return notation ? `${shownNumber(number)}/${notation}` : shownNumber(number);
}

export const shownNumber = (number: number): string => String(number).padStart(2, '0');
