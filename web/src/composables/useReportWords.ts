import { useI18n } from 'vue-i18n';
import type { SignatureReport, SignatureReports } from '../api/types';
import { formatInstant } from '../lib/dates';

/** What the server thinks of signatures: its own Vietnamese sentences, or by its codes those of another language. */
export function useReportWords() {
  const { t, te } = useI18n();
  const speaks = () => te('report.valid');
  const sentenced = (text: string) => `${text[0]!.toUpperCase()}${text.slice(1)}.`;
  const bare = ({ code, message, values }: SignatureReport['reasons'][number]) => {
    const key = `report.reason.${code}`;
    return te(key) ? t(key, values ?? {}) : message.replace(/\.$/, '');
  };
  const changed = ({ kind, message }: SignatureReport['changes'][number]) => {
    const key = `report.change.${kind}`;
    return te(key) ? t(key) : message;
  };

  function after(report: SignatureReport): string {
    const told = report.changes.filter(({ kind }) => kind !== 'validation-material-added').map(changed);
    if (told.length === 0) return t('report.after.nothing');
    return t('report.after.allowed', { changes: [...new Set(told)].join('; ') });
  }

  function sentence(report: SignatureReport): string {
    if (!speaks()) return report.sentence;
    const { verdict, kind, signer, signedAt, signedAtSource } = report;
    const forbidden = report.changes.find(({ allowed }) => !allowed);
    const [first] = report.reasons;
    const why = verdict === 'changed' && forbidden ? changed(forbidden) : first ? bare(first) : '';
    const when =
      signedAt && signedAtSource ? t(`report.when.${signedAtSource}`, { time: formatInstant(signedAt) }) : '';
    const who = t(`report.who.${kind}`, { name: signer.name });
    return t(`report.${verdict}`, { who, when, why, name: signer.name, after: after(report) });
  }

  /** Of a whole document: that of its worst signature. */
  function summary({ sentence: own, items }: SignatureReports): string {
    if (!speaks()) return own;
    if (items.length === 0) return t('report.none');
    const worst = items.find((item) => item.sentence === own);
    if (worst && worst.verdict !== 'valid') return sentence(worst);
    return items.length === 1 ? t('report.one') : t('report.all', { count: items.length });
  }

  const reason = (one: SignatureReport['reasons'][number]) => (speaks() ? sentenced(bare(one)) : one.message);
  return { sentence, summary, reason };
}
