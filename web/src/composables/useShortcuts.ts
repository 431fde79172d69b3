import { onBeforeUnmount, onMounted } from 'vue';

const TYPING = 'input, textarea, select, [contenteditable="true"], [role="combobox"], .cm-editor';

/** The person is writing, or the key belongs to a dialog or to the drawing. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true;
  const target = event.target instanceof Element ? event.target : null;
  return target?.closest(`${TYPING}, [role="dialog"], .bpmn-canvas`) != null;
}

/** Single keys that act while this component is on the screen, unless the person is typing. */
export function useShortcuts(shortcuts: Record<string, () => void>) {
  const onKey = (event: KeyboardEvent) => {
    const act = shortcuts[event.key];
    if (!act || isTaken(event)) return;
    event.preventDefault();
    act();
  };
  onMounted(() => window.addEventListener('keydown', onKey));
  onBeforeUnmount(() => window.removeEventListener('keydown', onKey));
}
