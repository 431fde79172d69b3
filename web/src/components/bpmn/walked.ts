import type { ElementState, ProcessView } from '../../api/types';

/** How the drawing marks one element: the CSS marker, and what a pointer over it tells. */
export interface Walked {
  elementId: string;
  marker: 'walked-active' | 'walked-done' | 'walked-stopped' | 'walked-incident';
  state: ElementState['state'];
  startedAt: string;
  endedAt: string | null;
  count: number;
}

const MARKERS: Record<ElementState['state'], Walked['marker']> = {
  active: 'walked-active',
  completed: 'walked-done',
  terminated: 'walked-stopped',
  incident: 'walked-incident',
};

/** One mark an element: when a loop passed it several times, the state that matters now. */
export function walkedElements(view: Pick<ProcessView, 'elements' | 'incidents'>): Walked[] {
  const order: ElementState['state'][] = ['incident', 'active', 'completed', 'terminated'];
  const broken = new Set(view.incidents.map((incident) => incident.elementId));
  const byElement = new Map<string, ElementState>();
  for (const element of view.elements) {
    const state = broken.has(element.elementId) && element.state === 'active' ? 'incident' : element.state;
    const known = byElement.get(element.elementId);
    if (!known || order.indexOf(state) < order.indexOf(known.state)) {
      byElement.set(element.elementId, { ...element, state });
    }
  }
  return [...byElement.values()].map((element) => ({ ...element, marker: MARKERS[element.state] }));
}
