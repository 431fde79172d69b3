import { onBeforeUnmount, ref } from 'vue';

/** Whether a media query holds now, and from now on. */
export function useMedia(query: string) {
  const media = window.matchMedia(query);
  const holds = ref(media.matches);
  const follow = () => {
    holds.value = media.matches;
  };
  media.addEventListener('change', follow);
  onBeforeUnmount(() => media.removeEventListener('change', follow));
  return holds;
}
