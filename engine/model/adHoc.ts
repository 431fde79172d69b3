// Ad hoc sub-processes: each activation of an element in one has a scope of its own, the inner instance.
import { type AiParameter, aiParameters } from '../expression/fromAi.ts';
import type { Build } from './build.ts';
import { xmlOf } from './build.ts';
import { extension } from './extensions.ts';
import type { FlowNode } from './graph.ts';
import { conditionOf, readAdHoc } from './loops.ts';
import { attribute } from './xml.ts';

/** Zeebe's ids of inner instances: `ID#innerInstance`, which no id of XML can be. */
const POSTFIX = '#innerInstance';

/** Puts an inner instance between each ad hoc sub-process and its elements. New nodes come last, so that those
 * of the XML keep their indices. */
export function addInnerInstances(build: Build): void {
  for (const node of [...build.nodes]) if (node.type === 'AD_HOC_SUB_PROCESS') addInnerInstance(build, node);
}

function addInnerInstance(build: Build, node: FlowNode): void {
  const children = node.children.filter((child) => child.type !== 'EVENT_SUB_PROCESS');
  const inner: FlowNode = {
    id: `${node.id}${POSTFIX}`,
    index: build.nodes.length,
    type: 'AD_HOC_SUB_PROCESS_INNER_INSTANCE',
    scope: node,
    incoming: [],
    outgoing: [],
    inputs: [],
    outputs: [],
    properties: {},
    interrupting: true,
    boundaries: [],
    isForCompensation: false,
    children,
    startEvents: [],
    eventSubProcesses: [],
    executionListeners: { start: [], end: [] },
    taskListeners: [],
  };
  for (const child of children) child.scope = inner;
  node.children = [inner, ...node.eventSubProcesses];
  build.nodes.push(inner);
  build.byId.set(inner.id, inner);
  build.xmlOf.set(inner, xmlOf(build, node));
  const activatable = children.filter(
    (child) => child.incoming.length === 0 && child.type !== 'BOUNDARY_EVENT' && !child.isForCompensation,
  );
  node.adHoc = {
    ...readAdHoc(build, xmlOf(build, node)),
    inner,
    activatable: new Map(activatable.map((child) => [child.id, child])),
    parameters: new Map(activatable.map((child) => [child.id, parametersOf(build, child)])),
  };
  checkJob(build, node);
}

const parametersOf = (build: Build, node: FlowNode): AiParameter[] =>
  build.problems.reading(xmlOf(build, node), () =>
    node.inputs.flatMap(({ source }) => (source.kind === 'feel' ? aiParameters(source.source) : [])),
  ) ?? [];

/** A job's worker decides what a model may otherwise say. */
function checkJob(build: Build, node: FlowNode): void {
  if (!node.job) return;
  const element = xmlOf(build, node);
  const refuse = (what: string) =>
    build.problems.add(
      element,
      'INVALID',
      `Must not define ${what} in combination with zeebe:taskDefinition.`,
    );
  const adHoc = extension(element, 'adHoc');
  if (!node.adHoc!.cancelRemainingInstances) refuse('cancelRemainingInstances');
  if (conditionOf(build, element, 'bpmn:completionCondition')) refuse('completionCondition');
  if (adHoc && attribute(adHoc, 'activeElementsCollection')) refuse('activeElementsCollection');
}
