import { onBeforeUnmount, onMounted } from 'vue';
import { useI18n } from 'vue-i18n';
import { onBeforeRouteLeave } from 'vue-router';

/** Asks before the page is left, closed or loaded again while there is something that would be lost. */
export function useLeaveGuard(unsaved: () => boolean): void {
  const { t } = useI18n();
  const ask = (event: BeforeUnloadEvent) => {
    if (unsaved()) event.preventDefault();
  };
  onMounted(() => window.addEventListener('beforeunload', ask));
  onBeforeUnmount(() => window.removeEventListener('beforeunload', ask));
  onBeforeRouteLeave(() => !unsaved() || window.confirm(t('form.leave')));
}
