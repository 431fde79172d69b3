import { useI18n } from 'vue-i18n';

/** What kinds of incidents are called, and what to do about them. A Zeebe cluster may name kinds without words here. */
export function useIncidentWords() {
  const { t, te } = useI18n();
  const isKnown = (type: string) => te(`incident.type.${type}`, 'vi');
  return {
    kind: (type: string) => (isKnown(type) ? t(`incident.type.${type}`) : type),
    meaning: (type: string) => t(`incident.meaning.${isKnown(type) ? type : 'UNKNOWN'}`),
  };
}
