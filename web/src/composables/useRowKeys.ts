import { type Ref, ref } from 'vue';
import { useShortcuts } from './useShortcuts';

const STEPS: Record<string, (now: number, last: number) => number> = {
  ArrowDown: (now, last) => Math.min(now + 1, last),
  ArrowUp: (now) => Math.max(now - 1, 0),
  Home: () => 0,
  End: (_, last) => last,
};

/**
 * Rows of a table as one stop of the Tab key: arrows, Home and End move between them, Enter opens.
 * @param body the `tbody` that holds the rows
 */
export function useRowKeys(body: Ref<HTMLElement | null>, open: (index: number) => void) {
  const current = ref(0);
  const rows = () => [...(body.value?.querySelectorAll<HTMLElement>(':scope > tr') ?? [])];

  function focus(index: number) {
    current.value = index;
    rows()[index]?.focus();
  }

  function onKeydown(event: KeyboardEvent) {
    const all = rows();
    const now = event.target instanceof HTMLElement ? all.indexOf(event.target) : -1;
    if (now < 0) return;
    const step = STEPS[event.key];
    if (step) {
      event.preventDefault();
      focus(step(now, all.length - 1));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      open(now);
    }
  }

  useShortcuts({ ArrowDown: () => focus(Math.min(current.value, rows().length - 1)) });
  const tabindex = (index: number) => (index === current.value ? 0 : -1);
  return { onKeydown, tabindex };
}
