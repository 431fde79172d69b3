/** «02/BC-STTTT»: numbers under 10 are written with a 0 (Decree 30/2020/NĐ-CP, Appendix I). */
export const numberLabel = (number: number, notation: string): string =>
  `${String(number).padStart(2, '0')}/${notation}`;
