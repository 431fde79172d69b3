/** Times as people in Vietnam read them; the country keeps one offset, +07:00, the year round. */
const OFFSET_MS = 7 * 3_600_000;

/** `yyyy-MM-ddTHH:mm:ss` */
const local = (at: Date): string => new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 19);

/** `dd/MM/yyyy; HH:mm:ss +07:00`, as Decree 30, Appendix I asks beside a seal. */
export function signingTimeText(at: Date): string {
  const [date = '', time] = local(at).split('T');
  return `${date.split('-').toReversed().join('/')}; ${time} +07:00`;
}

/** A PDF date (ISO 32000-1, 7.9.4) in Vietnamese time. */
export function pdfDate(at: Date): string {
  return `D:${local(at).replace(/[-T:]/g, '')}+07'00'`;
}
