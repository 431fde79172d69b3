// What an element does of its own; everything elements have in common is in lifecycle.ts.
import type { Execution } from '../execution.ts';
import type { FlowNode } from '../model/graph.ts';
import type { ElementInstance } from '../state/rows.ts';

export interface Behavior {
  /** The element is ACTIVATING and its input mappings are done: bring it to ACTIVATED, and on from there if it
   * waits for nothing. An IncidentError takes everything back to ACTIVATING. */
  activate(x: Execution, el: ElementInstance, node: FlowNode): void;
  /** The element is COMPLETING, before its output mappings. An IncidentError takes everything back. */
  completing?(x: Execution, el: ElementInstance, node: FlowNode): void;
  /** The element has COMPLETED and is gone; instead of taking every outgoing flow. */
  completed?(x: Execution, el: ElementInstance, node: FlowNode, scope: ElementInstance): void;
  /** The element is TERMINATING. @returns false when it ends later, by `terminated` */
  terminate?(x: Execution, el: ElementInstance, node: FlowNode): boolean;
}
