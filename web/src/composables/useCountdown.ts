import { computed, onScopeDispose, ref } from 'vue';

/** Seconds left until a time, 0 when there is none or it is over. */
export function useCountdown(until: () => string | null) {
  const now = ref(Date.now());
  const ticking = setInterval(() => {
    now.value = Date.now();
  }, 500);
  onScopeDispose(() => clearInterval(ticking));
  return computed(() => {
    const end = until();
    return end === null ? 0 : Math.max(0, Math.ceil((Date.parse(end) - now.value) / 1000));
  });
}
