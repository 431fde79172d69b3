import { useQueryClient } from '@tanstack/vue-query';
import { onBeforeUnmount, onMounted, ref } from 'vue';
import { OfflineError } from '../api/errors';

/** Whether the office can be reached: what the browser says, and what the calls themselves found. */
export function useOnline() {
  const queries = useQueryClient();
  const online = ref(navigator.onLine);
  const lost = () => {
    online.value = false;
  };
  const back = () => {
    online.value = true;
    void queries.invalidateQueries();
  };
  const unsubscribe = queries.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated') return;
    if (event.action.type === 'failed' && event.action.error instanceof OfflineError) online.value = false;
    if (event.action.type === 'success') online.value = true;
  });
  onMounted(() => {
    window.addEventListener('offline', lost);
    window.addEventListener('online', back);
  });
  onBeforeUnmount(() => {
    window.removeEventListener('offline', lost);
    window.removeEventListener('online', back);
    unsubscribe();
  });
  return online;
}
