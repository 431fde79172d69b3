import { computed, type Ref } from 'vue';

/** Rows of a table that are chosen by their keys: one after the other, or all that may be. */
export function useChosen(chosen: Ref<string[] | undefined>, keys: () => string[]) {
  const all = computed({
    get: () => keys().length > 0 && chosen.value?.length === keys().length,
    set: (every) => {
      chosen.value = every ? keys() : [];
    },
  });

  function choose(key: string, wanted: unknown) {
    const others = (chosen.value ?? []).filter((other) => other !== key);
    chosen.value = wanted ? [...others, key] : others;
  }

  return { all, choose };
}
