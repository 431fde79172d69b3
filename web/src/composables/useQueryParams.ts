import { computed } from 'vue';
import { useRoute, useRouter } from 'vue-router';

/** State of a list kept in the address, so that Back, a reload and a sent link show the same list. */
export function useQueryParams() {
  const route = useRoute();
  const router = useRouter();
  let changes: Record<string, string | undefined> | null = null;

  /** Changes of one moment become one step of the address, or the second would undo the first. */
  function set(name: string, value: string | undefined) {
    if (changes) {
      changes[name] = value;
      return;
    }
    changes = { page: undefined, before: undefined, [name]: value };
    queueMicrotask(() => {
      void router.replace({ query: { ...route.query, ...changes } });
      changes = null;
    });
  }

  const text = (name: string) =>
    computed({
      get: () => String(route.query[name] ?? ''),
      set: (value: string | undefined) => set(name, value || undefined),
    });
  const page = computed({
    get: () => Math.max(1, Number(route.query.page ?? 1) || 1),
    set: (value: number) => set('page', value > 1 ? String(value) : undefined),
  });
  /** Where a list goes on that is read by its keys; any other change begins at its head again. */
  const cursor = text('before');
  return { text, page, cursor };
}
