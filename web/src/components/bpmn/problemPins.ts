import type Modeler from 'bpmn-js/lib/Modeler';
import type Canvas from 'diagram-js/lib/core/Canvas';
import type ElementRegistry from 'diagram-js/lib/core/ElementRegistry';
import type Overlays from 'diagram-js/lib/features/overlays/Overlays';
import type { ProcessProblem } from '../../api/types';
import { type Drawn, shapeOf } from './shapeOf';

const TYPE = 'problem';

/** What is wrong with each shape: the numbers that the list gives (from 1), and the words. */
export function problemsByShape(shapes: readonly Drawn[], problems: readonly ProcessProblem[]) {
  const found = new Map<string, { numbers: number[]; messages: string[] }>();
  for (const [index, { elementId, message }] of problems.entries()) {
    const shape = elementId && shapeOf(shapes, elementId);
    if (!shape) continue;
    const { numbers, messages } = found.get(shape.id) ?? { numbers: [], messages: [] };
    found.set(shape.id, { numbers: [...numbers, index + 1], messages: [...messages, message] });
  }
  return found;
}

function made(className: string, lines: readonly string[]): HTMLElement {
  const html = document.createElement('div');
  html.className = className;
  html.append(
    ...lines.map((line) => {
      const part = document.createElement('span');
      part.textContent = line;
      return part;
    }),
  );
  return html;
}

/**
 * Pins problems on the shapes that have them: their numbers always, their words only while the shape is selected or
 * under the pointer, because the words of neighbours would cover each other.
 */
export function problemPins(modeler: Modeler): { show(problems: readonly ProcessProblem[]): void } {
  const words = new Map<string, HTMLElement>();
  let selected: readonly string[] = [];
  let hovered: string | null = null;
  const open = () => {
    for (const [id, html] of words) html.classList.toggle('open', id === hovered || selected.includes(id));
  };
  modeler.on('selection.changed', ({ newSelection }: { newSelection: Drawn[] }) => {
    selected = newSelection.map(({ id }) => id);
    open();
  });
  modeler.on('element.hover', ({ element }: { element: Drawn }) => {
    hovered = element.id;
    open();
  });

  return {
    show(problems) {
      const canvas = modeler.get<Canvas>('canvas');
      const overlays = modeler.get<Overlays>('overlays');
      // The process itself has no place on its drawing.
      const shapes = modeler
        .get<ElementRegistry>('elementRegistry')
        .filter(({ parent }) => !!parent) as Drawn[];
      overlays.remove({ type: TYPE });
      words.clear();
      for (const { id } of shapes) canvas.removeMarker(id, TYPE);
      for (const [id, { numbers, messages }] of problemsByShape(shapes, problems)) {
        canvas.addMarker(id, TYPE);
        overlays.add(id, TYPE, {
          position: { top: -11, left: -11 },
          html: made('problem-numbers', numbers.map(String)),
        });
        const html = made('problem-text', messages);
        overlays.add(id, TYPE, { position: { top: -16, left: -11 }, html });
        words.set(id, html);
      }
      open();
    },
  };
}
