import { useI18n } from 'vue-i18n';
import type { SignatureReport, SignatureReports } from '../api/types';
import { formatInstant } from '../lib/dates';

type Reason = SignatureReport['reasons'][number];

/** What the server thinks of signatures: its own Vietnamese sentences, or by its codes those of another language. */
export function useReportWords() {
  const { t, te } = useI18n();
  const speaks = () => te('report.valid');
  const sentenced = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}.`;
  const named = (values: Readonly<Record<string, string>> = {}) => ({
    ...values,
    since: values.when ? t('report.since', { time: formatInstant(values.when) }) : '',
  });
  const changed = ({ code, message, values }: SignatureReport['changes'][number]) => {
    const key = `report.change.${code}`;
    return te(key) ? t(key, named(values)) : message;
  };

  function bare(reason: Reason): string {
    const { code, message, values } = reason;
    const [key] = [`report.reason.${code}`, `report.note.${code}`].filter((one) => te(one));
    if (key) return t(key, named(values));
    const own = code.replace(/^TIMESTAMP_/, '');
    return own === code
      ? message.replace(/\.$/, '')
      : t('report.timestamp', { why: bare({ ...reason, code: own }) });
  }

  /** The reason of a change that is not permitted is that change. */
  function why({ changes, reasons, verdict }: SignatureReport): string {
    const forbidden = changes.find(({ allowed }) => !allowed);
    const [first] = reasons;
    return verdict === 'changed' && forbidden ? changed(forbidden) : first ? bare(first) : '';
  }

  const MOST_TOLD = 3;
  function after(report: SignatureReport): string {
    const told = report.changes.filter(({ kind }) => kind !== 'validation-material-added').map(changed);
    if (told.length === 0) return t('report.after.nothing');
    const rest = told.length - MOST_TOLD;
    const more = rest > 0 ? [t('report.after.more', { count: rest })] : [];
    return t('report.after.allowed', { changes: [...told.slice(0, MOST_TOLD), ...more].join('; ') });
  }

  /** What a person should know although the signature is valid. */
  function notes({ verdict, reasons }: SignatureReport): string {
    const told = verdict === 'valid' ? reasons.filter(({ code }) => te(`report.note.${code}`)).map(bare) : [];
    return told.length ? t('report.notes', { notes: told.join('; ') }) : '';
  }

  function sentence(report: SignatureReport): string {
    if (!speaks()) return report.sentence;
    const { verdict, kind, signer, signedAt, signedAtSource } = report;
    const when =
      signedAt && signedAtSource ? t(`report.when.${signedAtSource}`, { time: formatInstant(signedAt) }) : '';
    const who = t(`report.who.${kind}`, { name: signer.name });
    const words = { who, when, why: why(report), name: signer.name };
    return t(`report.${verdict}`, { ...words, after: after(report), notes: notes(report) });
  }

  /** Of a whole document: that of its worst signature. */
  function summary({ sentence: own, items }: SignatureReports): string {
    if (!speaks()) return own;
    if (items.length === 0) return t('report.none');
    const worst = items.find((item) => item.sentence === own);
    if (worst && worst.verdict !== 'valid') return sentence(worst);
    const told = items.map(notes).find((text) => text) ?? '';
    return items.length === 1
      ? t('report.one', { notes: told })
      : t('report.all', { count: items.length, notes: told });
  }

  /** @param report whose reason it is */
  function reason(report: SignatureReport, one: Reason): string {
    if (!speaks()) return one.message;
    return sentenced(one.code.startsWith('CHANGED_') ? why(report) : bare(one));
  }
  return { sentence, summary, reason };
}
