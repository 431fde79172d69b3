import { useI18n } from 'vue-i18n';
import type { Told } from '../api/types';

/** What the audit trail says: the server's own Vietnamese sentences, or by their codes those of another language. */
export function useDeedWords() {
  const { t, te } = useI18n();
  const few = (action: string) => (te(`deed.${action}`) ? t(`deed.${action}`) : action);
  const capital = (words: string) => words.charAt(0).toUpperCase() + words.slice(1);

  return {
    sentence({ action, code, values, sentence }: Told): string {
      if (!te(`told.${code}`)) return sentence;
      const status = `packetStatus.${values.code}`;
      const said = te(status) ? { status: t(status) } : {};
      return t(`told.${code}`, { ...values, ...said, deed: few(action) });
    },
    /** A kind of entry; `label` is the server's word for it. */
    kind({ kind, label }: { kind: string; label: string }): string {
      const deed = few(kind);
      return deed === kind ? label : capital(deed);
    },
    /** A status of Decision 28/2018/QĐ-TTg; `label` is the server's word for it. */
    status({ code, label }: { code: string; label: string }): string {
      const key = `packetStatus.${code}`;
      return te(key) ? capital(t(key)) : label;
    },
  };
}
