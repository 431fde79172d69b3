// Which element goes on as which: in another version of the same process, and in another process.
import type { Mapping } from '../commands/migration/plan.ts';
import type { Execution } from '../execution.ts';
import type { ExecutableProcess, FlowNode } from '../model/graph.ts';
import type { ElementInstance } from '../state/rows.ts';
import type { Random } from './random.ts';

/** A catch event that is no active element itself. */
function isAround({ type }: FlowNode): boolean {
  return type === 'BOUNDARY_EVENT' || type === 'START_EVENT';
}

/** Each as itself. @param renew timers around activities and scopes are set anew */
export function sameElements({ nodes, flows }: ExecutableProcess, renew: boolean): Mapping[] {
  const kept = nodes.filter(
    (node) => node.scope && !(renew && node.event?.kind === 'timer' && isAround(node)),
  );
  return [...kept, ...flows].map(({ id }) => ({ source: id, target: id }));
}

/** Each active element as some element of the other process that might do, and with it most of what it waits for
 * and remembers. Where there is none such, the migration is refused. */
export class LikeElements {
  /** Source to target. */
  private readonly nodes = new Map<FlowNode, FlowNode>();
  private readonly flows = new Map<string, string>();

  constructor(
    private readonly x: Execution,
    private readonly target: ExecutableProcess,
    private readonly random: Random,
  ) {}

  mappings(root: ElementInstance): Mapping[] {
    const { x } = this;
    const source = x.graph(root);
    this.nodes.set(source.root, this.target.root);
    const elements = [root];
    for (const el of elements) {
      this.element(x.node(el));
      this.waiting(x.node(el));
      this.joining(source, el);
      this.compensable(source, el);
      elements.push(...x.state.instances.children(el));
    }
    const named = [...this.nodes].filter(([{ scope }]) => scope);
    return [
      ...named.map(([{ id }, end]) => ({ source: id, target: end.id })),
      ...[...this.flows].map(([id, end]) => ({ source: id, target: end })),
    ];
  }

  private element(node: FlowNode): void {
    this.choose(
      node,
      this.target.nodes.filter((other) => other.scope === this.nodes.get(node.scope!) && isLike(node, other)),
    );
    const end = this.nodes.get(node);
    if (node.adHoc && end?.adHoc) this.nodes.set(node.adHoc.inner, end.adHoc.inner);
  }

  private choose(node: FlowNode, candidates: readonly FlowNode[]): void {
    if (candidates.length > 0 && !this.nodes.has(node)) this.nodes.set(node, this.random.pick(candidates));
  }

  /** Catch events around it, each as one of those around what it goes on as. */
  private waiting(node: FlowNode): void {
    const end = this.nodes.get(node);
    if (end === undefined) return;
    const around = (of: FlowNode) => [
      ...of.boundaries,
      ...of.eventSubProcesses.flatMap((sub) => sub.startEvents),
      ...(of.type === 'EVENT_BASED_GATEWAY' ? of.outgoing.map((flow) => flow.target) : []),
    ];
    const free = new Set(around(end));
    for (const event of around(node)) {
      if (this.random.chance(0.2)) continue;
      const candidates = [...free].filter(
        (other) => other.type === event.type && other.event?.kind === event.event?.kind,
      );
      this.choose(event, candidates);
      free.delete(this.nodes.get(event)!);
    }
  }

  /** Gateways at which tokens wait, with the flows by which these came. */
  private joining(source: ExecutableProcess, { tokens }: ElementInstance): void {
    for (const index of Object.keys(tokens ?? {})) {
      const flow = source.flows[Number(index)]!;
      const { length } = flow.target.incoming;
      this.choose(
        flow.target,
        this.target.nodes.filter((other) => isLike(flow.target, other) && other.incoming.length >= length),
      );
      const end = this.nodes.get(flow.target);
      const place = flow.target.incoming.indexOf(flow);
      if (end) this.flows.set(flow.id, end.incoming[place]!.id);
    }
  }

  private compensable(source: ExecutableProcess, { compensable }: ElementInstance): void {
    for (const { node } of compensable ?? []) {
      const boundary = source.nodes[node]!.compensationBoundary!;
      this.choose(
        boundary,
        this.target.nodes.filter((other) => other.event?.kind === 'compensation' && other.attachedTo),
      );
    }
  }
}

function isLike(source: FlowNode, target: FlowNode): boolean {
  return (
    source.type === target.type &&
    source.event?.kind === target.event?.kind &&
    source.loop?.sequential === target.loop?.sequential &&
    (source.userTask
      ? !source.userTask.native || target.userTask!.native
      : (source.job === undefined) === (target.job === undefined))
  );
}
