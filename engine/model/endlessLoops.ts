import { type Build, xmlOf } from './build.ts';
import type { BpmnElementType, FlowNode } from './graph.ts';

/** Elements that pass a token on at once and change nothing. */
const STRAIGHT = new Set<BpmnElementType>([
  'TASK',
  'MANUAL_TASK',
  'EXCLUSIVE_GATEWAY',
  'PARALLEL_GATEWAY',
  'INCLUSIVE_GATEWAY',
  'START_EVENT',
  'END_EVENT',
  'SUB_PROCESS',
  'CALL_ACTIVITY',
]);

/** Where Zeebe begins to look, and so how it tells the circle. */
const FIRST = new Set<BpmnElementType>(['TASK', 'MANUAL_TASK', 'CALL_ACTIVITY']);

const straight = (node: FlowNode): boolean =>
  STRAIGHT.has(node.type) &&
  !node.event &&
  !node.job &&
  node.inputs.length + node.outputs.length === 0 &&
  node.executionListeners.start.length + node.executionListeners.end.length === 0;

/** Where a token goes from here: into a sub-process, or into the process anew that calls itself, and out of a
 * sub-process at its end. */
function next(root: FlowNode, { type, outgoing, scope, noneStart, calledElement }: FlowNode): FlowNode[] {
  const only = (start: FlowNode | undefined) => (start ? [start] : []);
  if (type === 'SUB_PROCESS') return only(noneStart);
  if (type === 'CALL_ACTIVITY') {
    const called = calledElement?.processId;
    return called?.kind === 'static' && called.source === root.id ? only(root.noneStart) : [];
  }
  const flows = outgoing.length === 0 && scope?.type === 'SUB_PROCESS' ? scope.outgoing : outgoing;
  return flows.map(({ target }) => target);
}

/** The first cycle of such elements found from a node, by depth-first search without recursion. */
function cycleFrom(root: FlowNode, start: FlowNode, done: Set<FlowNode>): FlowNode[] | null {
  const path = [{ node: start, ways: next(root, start).reverse() }];
  const onPath = new Set([start]);
  while (path.length > 0) {
    const top = path[path.length - 1]!;
    const target = top.ways.pop();
    if (!target) {
      path.pop();
      onPath.delete(top.node);
      done.add(top.node);
      continue;
    }
    if (onPath.has(target)) {
      const cycle = path.map(({ node }) => node);
      return [...cycle.slice(cycle.indexOf(target)), target];
    }
    if (done.has(target) || !straight(target)) continue;
    onPath.add(target);
    path.push({ node: target, ways: next(root, target).reverse() });
  }
  return null;
}

/** Refuses a cycle in which nothing waits and nothing changes: a token in it never stops. */
export function checkEndlessLoops(build: Build, root: FlowNode): void {
  const done = new Set<FlowNode>();
  const byId = (a: FlowNode, b: FlowNode) => (a.id < b.id ? -1 : 1);
  const first = build.nodes.filter(({ type }) => FIRST.has(type)).sort(byId);
  for (const node of [...first, ...build.nodes]) {
    if (done.has(node) || !straight(node)) continue;
    const cycle = cycleFrom(root, node, done);
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
