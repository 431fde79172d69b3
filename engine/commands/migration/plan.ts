// A migration plan: which element of one process goes on as which element of another.
import { reject } from '../../errors.ts';
import type { ExecutableProcess, FlowNode, SequenceFlow } from '../../model/graph.ts';

export interface Mapping {
  source: string;
  target: string;
}

/** A plan that is in itself right, for one process instance. */
export interface Plan {
  pi: number;
  from: ExecutableProcess;
  to: ExecutableProcess;
  /** Source to target id: elements and sequence flows. */
  targets: ReadonlyMap<string, string>;
}

/** @throws Rejection INVALID_ARGUMENT */
export function readPlan(
  pi: number,
  from: ExecutableProcess,
  to: ExecutableProcess,
  mappings: readonly Mapping[],
): Plan {
  const ids = (process: ExecutableProcess) =>
    new Set([...process.byId.keys(), ...process.flows.map((flow) => flow.id)]);
  const [sources, ends] = [ids(from), ids(to)];
  const targets = new Map<string, string>();
  const repeated = new Set<string>();
  for (const { source, target } of mappings) {
    if (targets.has(source)) repeated.add(source);
    targets.set(source, target);
  }
  if (repeated.size > 0)
    refuseArgument(
      pi,
      `the mapping instructions contain duplicate source element ids '[${[...repeated].join(', ')}]'.`,
    );
  for (const { source, target } of mappings) {
    if (!sources.has(source)) refuseArgument(pi, unknown('source', source));
    if (!ends.has(target)) refuseArgument(pi, unknown('target', target));
  }
  // Who maps an ad hoc sub-process means its inner instances too.
  for (const { source, target } of mappings) {
    const [inner, end] = [from.byId.get(source)?.adHoc?.inner, to.byId.get(target)?.adHoc?.inner];
    if (inner && end && !targets.has(inner.id)) targets.set(inner.id, end.id);
  }
  return { pi, from, to, targets };
}

const unknown = (end: 'source' | 'target', id: string): string =>
  `mapping instructions contain a non-existing ${end} element id '${id}'. Elements provided in mapping instructions must exist in the ${end} process definition.`;

/** What an element is mapped to; undefined where the plan does not say. */
export function targetOf(plan: Plan, node: FlowNode): FlowNode | undefined {
  const id = plan.targets.get(node.id);
  return id === undefined ? undefined : plan.to.byId.get(id);
}

/** What a sequence flow is mapped to: the one of its id where the plan does not say. */
export function targetFlow(plan: Plan, flow: SequenceFlow): SequenceFlow | undefined {
  const id = plan.targets.get(flow.id) ?? flow.id;
  return plan.to.flows.find((other) => other.id === id);
}

export function refuseArgument(pi: number, what: string): never {
  return reject('INVALID_ARGUMENT', 'MIGRATE', `Expected to migrate process instance '${pi}' but ${what}`);
}

export function refuse({ pi }: Plan, what: string): never {
  return reject('FAILED_PRECONDITION', 'MIGRATE', `Expected to migrate process instance '${pi}' but ${what}`);
}
