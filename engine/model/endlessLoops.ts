import { type Build, xmlOf } from './build.ts';
import type { BpmnElementType, FlowNode } from './graph.ts';

/** Elements that pass a token on at once and change nothing. */
const STRAIGHT = new Set<BpmnElementType>([
  'TASK',
  'MANUAL_TASK',
  'EXCLUSIVE_GATEWAY',
  'PARALLEL_GATEWAY',
  'INCLUSIVE_GATEWAY',
]);

const straight = (node: FlowNode): boolean =>
  STRAIGHT.has(node.type) &&
  !node.loop &&
  node.inputs.length + node.outputs.length === 0 &&
  node.executionListeners.start.length + node.executionListeners.end.length === 0;

/** The first cycle of such elements found from a node, by depth-first search without recursion. */
function cycleFrom(start: FlowNode, done: Set<FlowNode>): FlowNode[] | null {
  const path: { node: FlowNode; next: number }[] = [{ node: start, next: 0 }];
  const onPath = new Set([start]);
  while (path.length > 0) {
    const top = path[path.length - 1]!;
    const flow = top.node.outgoing[top.next];
    top.next += 1;
    if (!flow) {
      path.pop();
      onPath.delete(top.node);
      done.add(top.node);
      continue;
    }
    const { target } = flow;
    if (onPath.has(target)) {
      const cycle = path.map(({ node }) => node);
      return [...cycle.slice(cycle.indexOf(target)), target];
    }
    if (done.has(target) || !straight(target)) continue;
    onPath.add(target);
    path.push({ node: target, next: 0 });
  }
  return null;
}

/** Refuses a cycle in which nothing waits and nothing changes: a token in it never stops. */
export function checkEndlessLoops(build: Build): void {
  const done = new Set<FlowNode>();
  for (const node of build.nodes) {
    if (done.has(node) || !straight(node)) continue;
    const cycle = cycleFrom(node, done);
    if (!cycle) continue;
    const names = cycle.map(({ id }) => id).join(' > ');
    build.problems.add(
      xmlOf(build, node),
      'INVALID',
      `Processes are not allowed to contain a straight-through processing loop: ${names}`,
    );
    return;
  }
}
