/** Times as people in Vietnam read them; the country keeps one offset, +07:00, the year round. */
const OFFSET_MS = 7 * 3_600_000;

const fields = (at: Date) => {
  const [date = '', time = ''] = new Date(at.getTime() + OFFSET_MS).toISOString().slice(0, 19).split('T');
  return { date: date.split('-') as [string, string, string], time };
};

/** `dd/MM/yyyy; HH:mm:ss +07:00`, as Decree 30, Appendix I asks beside a seal. */
export function signingTimeText(at: Date): string {
  const { date, time } = fields(at);
  return `${date.toReversed().join('/')}; ${time} +07:00`;
}

/** A PDF date (ISO 32000-1, 7.9.4) in Vietnamese time. */
export function pdfDate(at: Date): string {
  const { date, time } = fields(at);
  return `D:${date.join('')}${time.replaceAll(':', '')}+07'00'`;
}
