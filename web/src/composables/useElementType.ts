import { useI18n } from 'vue-i18n';

/** The type of a BPMN element in words, where it is one that this version knows. */
export function useElementType() {
  const { t, te } = useI18n();
  return (type: string) => (te(`elementType.${type}`) ? t(`elementType.${type}`) : type);
}
