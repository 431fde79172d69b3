import type { ObjectDirective } from 'vue';

type Watched = HTMLElement & { watcher?: ResizeObserver };

declare module 'vue' {
  interface GlobalDirectives {
    vScrollable: typeof scrollable;
  }
}

/**
 * `v-scrollable="name"`: what is wider or higher than its place is a stop of the Tab key under this name, so that arrows
 * move it (WCAG 2.1.1); where all of it is seen it is none.
 */
export const scrollable: ObjectDirective<Watched, string> = {
  mounted(element, { value }) {
    element.watcher = new ResizeObserver(() => mark(element, value));
    observe(element);
  },
  updated(element, { value }) {
    observe(element);
    mark(element, value);
  },
  unmounted(element) {
    element.watcher?.disconnect();
  },
};

function observe(element: Watched): void {
  for (const part of [element, ...element.children]) element.watcher?.observe(part);
}

function mark(element: HTMLElement, name: string): void {
  const { scrollWidth, clientWidth, scrollHeight, clientHeight } = element;
  if (scrollWidth > clientWidth || scrollHeight > clientHeight) {
    element.tabIndex = 0;
    element.setAttribute('role', 'region');
    element.setAttribute('aria-label', name);
  } else {
    for (const attribute of ['tabindex', 'role', 'aria-label']) element.removeAttribute(attribute);
  }
}
