// What the store's columns say about instances and elements at rest.
import type { Execution } from './execution.ts';
import type { Describe } from './state/state.ts';

export function describe(x: Execution): Describe {
  return {
    instance(resident) {
      const root = resident.elements.get(resident.pi)!;
      let incidents = 0;
      for (const element of resident.elements.values()) if (element.incident !== undefined) incidents++;
      return [root.root!.definition, root.root!.parent?.pi ?? 0, root.since, incidents];
    },
    element(element) {
      const { definition } = x.root(element).root!;
      return [definition, element.node, element.incident ?? null];
    },
  };
}
